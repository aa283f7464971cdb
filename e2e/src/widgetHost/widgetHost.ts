/** The origin of the officers' Element, with a page in its stead that shows a room's widget; one for a test file. */
import { createServer, type Server } from "node:http";
import { type BrowserContextOptions, chromium, type Browser, type FrameLocator, type Page } from "playwright-core";
import type { OfficerClient } from "@abri/officer";
import { EventTimeline, type MatrixEvent, MatrixEventEvent, RoomEvent, type RoomState } from "matrix-js-sdk";
import { build } from "vite";
import type { IWidget } from "matrix-widget-api";
import { until } from "../until.ts";
import { FLAGS } from "../victimBrowser.ts";
import type { Bridge, Page as HostPage, Shown } from "./hostPage.ts";

const PAGE = `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Element</title>
<style>html,body{margin:0;height:100%}main{height:100%}h1{margin:0;font:1rem/2rem sans-serif}iframe{border:0;width:100%;height:calc(100% - 2rem);display:block}</style>
<body><main><h1>Element</h1></main><script type="module" src="/host.js"></script>`;

/** In view of a room, with its widget open. */
export interface OpenWidget {
  readonly page: Page;
  readonly frame: FrameLocator;
  /** Every capability that the officer has been asked for. */
  readonly asked: readonly string[];
}

export interface Manner {
  readonly language?: string;
  /** Whether a capability is given. */
  readonly allows?: (capability: string) => boolean;
  readonly givesIdentity?: boolean;
  /** What the officer has told Element to remember, by the widget's ID; what is in it is not asked for again. */
  readonly remembered?: Map<string, readonly string[]>;
  /** In place of what the victim's intake says: what a page that was tampered with could send. */
  readonly replaceIntakeBody?: string;
  readonly context?: BrowserContextOptions;
}

export class WidgetHost {
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #origin: string;

  private constructor(server: Server, browser: Browser, origin: string) {
    this.#server = server;
    this.#browser = browser;
    this.#origin = origin;
  }

  /** On the port of the officers' Element, which does not run here. */
  static beside(officerWeb: string): Promise<WidgetHost> {
    const { protocol, hostname, port } = new URL(officerWeb);
    return WidgetHost.start(`${protocol}//${hostname}:${Number(port) + 1}`);
  }

  /** `origin`: one that the application service lets show widgets. Nothing else may listen there. */
  static async start(origin: string): Promise<WidgetHost> {
    const script = await bundle();
    const server = createServer((request, response) => {
      const isScript = request.url === "/host.js";
      response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
      response.end(isScript ? script : PAGE);
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(Number(new URL(origin).port), "127.0.0.1", resolve);
    });
    const browser = await chromium.launch({
      executablePath: process.env["ABRI_CHROMIUM"] ?? "/usr/bin/chromium",
      args: FLAGS,
    });
    return new WidgetHost(server, browser, origin);
  }

  /** Shows the widget that the room's own state names to this officer, as soon as it does. */
  async open(officer: OfficerClient, roomId: string, manner: Manner = {}): Promise<OpenWidget> {
    const has = (): boolean => (stateOf(officer, roomId)?.getStateEvents(WIDGET_EVENT).length ?? 0) > 0;
    await until("the room has its widget", 30_000, has);
    const { language = "fr", allows = () => true, givesIdentity = true, context: options = {} } = manner;
    const { remembered = new Map<string, readonly string[]>() } = manner;
    const widget = widgetOf(officer, roomId);
    const context = await this.#browser.newContext({ viewport: { width: 1000, height: 360 }, ...options });
    const page = await context.newPage();
    const asked: string[] = [];
    const bridge: Bridge = {
      abriAllow: (capabilities) => {
        const known = remembered.get(widget.id) ?? [];
        const missing = capabilities.filter((one) => !known.includes(one));
        asked.push(...missing);
        const given = capabilities.filter((one) => known.includes(one) || allows(one));
        // Like Element: in the place of what was remembered before, and only after a question.
        if (missing.length > 0) remembered.set(widget.id, given);
        return Promise.resolve(given);
      },
      abriOpenId: async () => (givesIdentity ? officer.client.getOpenIdToken() : null),
      abriSend: (room, type, content, stateKey) => send(officer, room, type, content, stateKey),
      abriRelations: (...asked) => relations(officer, ...asked),
      abriRead: async (room, type, msgtype, limit) => {
        const events = await read(officer, room, type, msgtype, limit);
        const { replaceIntakeBody: body } = manner;
        return body === undefined ? events : events.map((one) => ({ ...one, content: { ...one.content, body } }));
      },
    };
    for (const [name, does] of Object.entries(bridge)) await page.exposeFunction(name, does as () => unknown);
    await page.goto(this.#origin);
    await page.waitForFunction(() => "abriShow" in window);
    const shown: Shown = { widget, roomId, userId: officer.userId, language };
    await page.evaluate((what) => (window as unknown as HostPage).abriShow(what), shown);
    feed(officer, page);
    return { page, frame: page.frameLocator("iframe"), asked };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const WIDGET_EVENT = "im.vector.modular.widgets";

/** The room's state as the officer's client has it now. */
export function stateOf(officer: OfficerClient, roomId: string): RoomState | undefined {
  return officer.client.getRoom(roomId)?.getLiveTimeline().getState(EventTimeline.FORWARDS);
}

/** As Element reads it: nothing here knows the widget's address. */
function widgetOf(officer: OfficerClient, roomId: string): IWidget {
  const [event] = stateOf(officer, roomId)?.getStateEvents(WIDGET_EVENT) ?? [];
  if (event === undefined) throw new Error("the room has no widget");
  return { ...event.getContent<IWidget>(), id: event.getStateKey() ?? "" };
}

async function send(officer: OfficerClient, roomId: string, type: string, content: unknown, stateKey: string | null) {
  // The widget names its types itself: matrix-js-sdk's own lists do not have them.
  const client = officer.client as unknown as {
    sendEvent(room: string, type: string, content: unknown): Promise<{ event_id: string }>;
    sendStateEvent(room: string, type: string, content: unknown, stateKey: string): Promise<{ event_id: string }>;
  };
  const { event_id: eventId } =
    stateKey === null
      ? await client.sendEvent(roomId, type, content)
      : await client.sendStateEvent(roomId, type, content, stateKey);
  return { roomId, eventId };
}

async function read(officer: OfficerClient, roomId: string, type: string, msgtype: string | null, limit: number) {
  const events = officer.client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [];
  for (const event of events) await event.getDecryptionPromise();
  const isMeant = (event: MatrixEvent): boolean =>
    event.getType() === type && (msgtype === null || event.getContent()["msgtype"] === msgtype);
  const found = events.filter(isMeant).map((event) => event.getEffectiveEvent());
  return found.slice(-limit) as unknown as Awaited<ReturnType<Bridge["abriRead"]>>;
}

type Relations = Parameters<Bridge["abriRelations"]>;

/** As Element's own driver does it. */
async function relations(officer: OfficerClient, ...[roomId, eventId, relation, type, from, limit]: Relations) {
  const options = { ...(from === null ? {} : { from }), ...(limit === null ? {} : { limit }) };
  const { events, nextBatch } = await officer.client.relations(roomId, eventId, relation, type, options);
  const chunk = events.map((event) => event.getEffectiveEvent());
  return { chunk, nextBatch } as unknown as Awaited<ReturnType<Bridge["abriRelations"]>>;
}

/** Everything that comes to the officer's client from now on, in clear as far as it can be decrypted; until the page is closed. */
function feed({ client }: OfficerClient, page: Page): void {
  const give = (event: MatrixEvent): void => {
    if (event.isBeingDecrypted() || event.isDecryptionFailure()) return;
    // The page may be closed in this very moment.
    void page
      .evaluate((what) => (window as unknown as HostPage).abriFeed(what as never), event.getEffectiveEvent())
      .catch(() => undefined);
  };
  client.on(RoomEvent.Timeline, give);
  client.on(MatrixEventEvent.Decrypted, give);
  page.once("close", () => {
    client.off(RoomEvent.Timeline, give);
    client.off(MatrixEventEvent.Decrypted, give);
  });
}

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: new URL("hostPage.ts", import.meta.url).pathname },
    },
  });
  const output = "output" in built ? built.output : [];
  const script = output.find((one) => one.type === "chunk" && one.isEntry);
  if (script?.type !== "chunk") throw new Error("the host page was not built");
  return script.code;
}
