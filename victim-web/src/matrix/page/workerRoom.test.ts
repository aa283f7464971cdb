/** The page's room with the other side played over a real channel: what is asked arrives, what is told comes in order, and a dead worker leaves no question open. */
import { expose, wrap } from "comlink";
import { afterEach, describe, expect, it } from "vitest";
import { PageConfig, StartResponse, UserId } from "@abri/contract";
import type { RoomListener } from "../../conversation/ports.ts";
import type { PageSide, WorkerSide } from "../protocol.ts";
import { type RoomWorker, WorkerRoom } from "./workerRoom.ts";

const CONFIG = PageConfig.parse({ caCertificatesPem: "x", exitUrl: "https://www.example.org/", idleSeconds: 600 });
const SESSION = StartResponse.parse({
  conversationId: "6f1c6e0e-7a51-4a53-9a4d-3f0f5d0c0001",
  sessionToken: "s".repeat(43),
  userId: "@victim-1:victims",
  deviceId: "DEVICE",
  roomId: "!room",
});
const AMINA = UserId.parse("@amina:police");
const FILE = { server: "police", mediaId: "m", key: "k", iv: "i", sha256: "s" };
const never = <T>(): Promise<T> => new Promise(() => undefined);

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function setUp(side: Partial<WorkerSide>) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const page = wrap<PageSide>(port2);
  expose({ open: () => "open", ...side }, port2);
  let die: () => void = () => undefined;
  let ends = 0;
  const worker: RoomWorker = {
    remote: wrap<WorkerSide>(port1),
    listen: (listener) => expose(listener, port1),
    onDeath: (then) => (die = then),
    end: () => (ends += 1),
  };
  const told: unknown[] = [];
  const note =
    (what: string) =>
    (...values: unknown[]): void =>
      void told.push([what, ...values]);
  const listener = Object.fromEntries(
    ["received", "edited", "withdrawn", "members", "read", "typing", "hidden", "link", "tampered", "broken"].map(
      (name) => [name, note(name)],
    ),
  ) as unknown as RoomListener;
  const room = new WorkerRoom(CONFIG, () => Promise.resolve(worker));
  return { room, page, listener, told, die: () => die(), ends: () => ends };
}

describe("a room in a worker", () => {
  it("asks it, and is told in the order in which it tells", async () => {
    const said: unknown[] = [];
    const { room, page, listener, told } = setUp({
      async send(key, outgoing) {
        said.push(key, outgoing);
        void page.progress(key, 0.5);
        void page.progress("another", 0.7);
        void page.read(new Set(["$1"]));
        await page.link("up");
        return { kind: "sent", eventId: "$2" };
      },
    });
    const parts: number[] = [];
    expect(await room.open(SESSION, listener, null)).toBe("open");
    const outgoing = { type: "text", text: "oui" } as const;
    expect(await room.send("key", outgoing, (part) => parts.push(part))).toEqual({ kind: "sent", eventId: "$2" });
    expect(said).toEqual(["key", outgoing]);
    expect(parts).toEqual([0.5]);
    expect(told).toEqual([
      ["read", new Set(["$1"])],
      ["link", "up"],
    ]);
  });

  it("answers what is open when it is stopped, and ends the worker before anything else happens", async () => {
    const { room, listener, told, ends } = setUp({
      invite: never,
      send: never,
      redact: never,
      fetchFile: never,
    });
    await room.open(SESSION, listener, null);
    const open = Promise.all([
      room.invite(AMINA),
      room.send("key", { type: "again" }, () => undefined),
      room.redact("key", "$1"),
      room.fetchFile(FILE),
    ]);
    room.stop();
    expect(ends()).toBe(1);
    expect(await open).toEqual(["later", { kind: "later" }, "later", { kind: "later" }]);
    expect(await room.invite(AMINA)).toBe("later");
    expect(told).toEqual([]);
  });

  it("says that it is broken when the worker dies", async () => {
    const { room, listener, told, die, ends } = setUp({ invite: never });
    await room.open(SESSION, listener, null);
    const invited = room.invite(AMINA);
    die();
    expect([await invited, told, ends()]).toEqual(["later", [["broken"]], 1]);
  });

  it("cannot encrypt when the worker fails to open it, or never comes", async () => {
    const failing = setUp({ open: () => Promise.reject(new Error("no")) });
    expect(await failing.room.open(SESSION, failing.listener, null)).toBe("encryption");
    const without = new WorkerRoom(CONFIG, () => Promise.reject(new Error("no")));
    expect(await without.open(SESSION, failing.listener, null)).toBe("encryption");
  });

  it("ends a worker that comes after it was stopped", async () => {
    const { room, listener, ends } = setUp({});
    const opened = room.open(SESSION, listener, null);
    room.stop();
    expect([await opened, ends()]).toEqual(["encryption", 1]);
  });
});
