/** What a telephone on a slow network has to load until a child can tap, and until encryption is ready. Bytes only; the times are in bench. */
import { readdirSync, statSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { endpoints } from "./src/system.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";
import { tooHeavy, total, Wire } from "./src/wire.ts";

const ENTRY_BYTES = 60_000;
const READY_BYTES = 1_300_000;
const ASSETS = new URL("../victim-web/dist/assets/", import.meta.url);

let wire: Wire;
let victim: VictimBrowser;
beforeEach(async () => {
  wire = await Wire.to(endpoints().victimWeb);
});
afterEach(async () => {
  await victim.close();
  await wire.close();
});

/** From the first screen until the keys are uploaded, and the room is known to be encrypted. */
async function untilReady(): Promise<void> {
  victim = await VictimBrowser.open(wire.url);
  const synced = victim.page.waitForEvent("requestfinished", (request) =>
    new URL(request.url()).pathname.endsWith("/sync"),
  );
  await victim.choose("online");
  await victim.start();
  await synced;
}

it("the entry screen can be used with 60 kB, while everything else is still held back", async () => {
  victim = await VictimBrowser.open(wire.url, { prepare: (page) => wire.holdBackTheRest(page) });
  await victim.choose("online");
  await victim.page.getByRole("heading", { level: 1, name: "Sur les réseaux sociaux" }).waitFor();
  expect(wire.answers.length).toBeGreaterThan(3);
  expect(tooHeavy(wire.answers, ENTRY_BYTES)).toBeNull();
});

it("encryption is ready with 1,300 kB in all", async () => {
  await untilReady();
  expect(tooHeavy(wire.answers, READY_BYTES)).toBeNull();
});

it("whatever comes is counted, also what a worker asks for and its own script, and told", async () => {
  await untilReady();
  const told = tooHeavy(wire.answers, ENTRY_BYTES) ?? "";
  const [worker] = victim.page.workers();
  const script = new URL(worker?.url() ?? "about:blank").pathname;
  const wasm = readdirSync(ASSETS).find((name) => name.endsWith(".wasm")) ?? "";
  for (const path of [script, `/assets/${wasm}`]) {
    const compressed = statSync(new URL(`${path.replace("/assets/", "")}.br`, ASSETS)).size;
    const counted = wire.answers.find((answer) => answer.path === path)?.bytes ?? 0;
    expect(counted - compressed, path).toBeGreaterThan(0);
    expect(told).toContain(`${counted}  ${path}`);
  }
  expect(told).toContain("/_matrix/client/v3/sync");
  expect(total(wire.answers)).toBeGreaterThan(READY_BYTES / 2);
});
