/** A page and its workers, each spoken to by the DevTools protocol. */
import type { CDPSession, Page } from "playwright-core";

export interface Target {
  readonly send: (method: string, params?: object) => Promise<unknown>;
  readonly on: (method: string, listener: (params: never) => void) => void;
}

export async function withTargets<T>(
  page: Page,
  use: (page: Target, workers: readonly Target[]) => Promise<T>,
): Promise<T> {
  const session = await page.context().newCDPSession(page);
  try {
    return await use(asTarget(session), await workersOf(session));
  } finally {
    await session.detach();
  }
}

function asTarget(session: CDPSession): Target {
  const { send, on } = session as unknown as Target;
  return { send: send.bind(session), on: on.bind(session) };
}

/** Each worker is spoken to through the page's own session: Playwright has none for it. */
async function workersOf(session: CDPSession): Promise<Target[]> {
  const found: Target[] = [];
  session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
    if (targetInfo.type === "worker") found.push(throughPage(session, sessionId));
  });
  // Resolves when it has told of all that are there.
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  return found;
}

function throughPage(session: CDPSession, sessionId: string): Target {
  const listeners = new Map<string, (params: never) => void>();
  const answers = new Map<number, (result: unknown) => void>();
  session.on("Target.receivedMessageFromTarget", (received) => {
    if (received.sessionId !== sessionId) return;
    const message = JSON.parse(received.message) as { id?: number; method?: string; params: never; result: unknown };
    if (message.id !== undefined) answers.get(message.id)?.(message.result);
    else listeners.get(message.method ?? "")?.(message.params);
  });
  return {
    on: (method, listener) => listeners.set(method, listener),
    send: async (method, params = {}) => {
      const id = answers.size + 1;
      const answer = new Promise((resolve) => answers.set(id, resolve));
      await session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) });
      return answer;
    },
  };
}
