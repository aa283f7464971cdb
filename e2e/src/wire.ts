/**
 * The wire between a browser and the gateway, where what comes is counted: each answer with its headers, compressed as it came, whoever of the
 * page asked for it. On the sockets themselves: a browser's own tools count nothing of a worker's script. It may be slow.
 */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";

export interface Answer {
  readonly path: string;
  readonly bytes: number;
}

export interface Speed {
  readonly roundTripMs: number;
  readonly downBytesPerSecond: number;
  readonly upBytesPerSecond: number;
}

/** As much as goes at once, so that answers that come at the same time share the line. */
const PACKET = 4_096;

export class Wire {
  /** Where the page is to be opened. */
  readonly url: string;
  readonly #gateway: string;
  readonly #server: Server;
  readonly #whole: Answer[];

  private constructor(gateway: string, server: Server, whole: Answer[]) {
    this.#gateway = gateway;
    this.#server = server;
    this.#whole = whole;
    this.url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  }

  /** @param speed absent: as fast as it goes */
  static async to(gateway: string, speed?: Speed): Promise<Wire> {
    const whole: Answer[] = [];
    const down = line(speed?.downBytesPerSecond);
    const up = line(speed?.upBytesPerSecond);
    const server = createServer((asked, answer) => {
      const before = asked.socket.bytesWritten;
      answer.once("finish", () => {
        const path = new URL(asked.url ?? "/", gateway).pathname;
        whole.push({ path, bytes: asked.socket.bytesWritten - before });
      });
      const passed = sleep(speed?.roundTripMs ?? 0).then(() => pass(asked, answer, gateway, down, up));
      // The browser has gone, or the gateway: the other is told as it would be without a wire.
      passed.catch(() => answer.destroy());
    });
    await new Promise<void>((listening) => server.listen(0, "localhost", listening));
    return new Wire(gateway, server, whole);
  }

  /** What has arrived whole so far. */
  get answers(): readonly Answer[] {
    return [...this.#whole];
  }

  /** What the page itself does not name, and so comes later, never comes: it can be used without. To be called before `page` is opened. */
  async holdBackTheRest(page: Page): Promise<void> {
    const named = await (await fetch(this.#gateway)).text();
    await page.route(/\/assets\//, (route) => {
      if (named.includes(new URL(route.request().url()).pathname)) return route.continue();
      return undefined;
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

type Line = (chunk: Buffer) => AsyncGenerator<Buffer>;

/** One for all that goes in one direction. */
function line(bytesPerSecond = Infinity): Line {
  let freeAt = 0;
  return async function* (chunk) {
    if (bytesPerSecond === Infinity) {
      yield chunk;
      return;
    }
    for (let at = 0; at < chunk.length; at += PACKET) {
      const packet = chunk.subarray(at, at + PACKET);
      freeAt = Math.max(freeAt, performance.now()) + (packet.length / bytesPerSecond) * 1000;
      await sleep(freeAt - performance.now());
      yield packet;
    }
  };
}

async function pass(asked: IncomingMessage, answer: ServerResponse, gateway: string, down: Line, up: Line) {
  const onward = request(new URL(asked.url ?? "/", gateway), { method: asked.method, headers: asked.headers });
  answer.once("close", () => onward.destroy());
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    onward.once("response", resolve).once("error", reject),
  );
  const sent = async (): Promise<void> => {
    for await (const chunk of asked) for await (const packet of up(chunk as Buffer)) onward.write(packet);
    onward.end();
  };
  const [come] = await Promise.all([answered, sent()]);
  answer.writeHead(come.statusCode ?? 502, come.rawHeaders);
  for await (const chunk of come) for await (const packet of down(chunk as Buffer)) answer.write(packet);
  answer.end();
}

export function total(answers: readonly Answer[]): number {
  return answers.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** `null` when it is no more than `limit`, else all that was counted, the heaviest first. */
export function tooHeavy(answers: readonly Answer[], limit: number): string | null {
  const sum = total(answers);
  if (sum <= limit) return null;
  const lines = answers
    .toSorted((a, b) => b.bytes - a.bytes)
    .map(({ path, bytes }) => `${String(bytes).padStart(9)}  ${path}`);
  return [`${sum} bytes, ${limit} allowed:`, ...lines].join("\n");
}
