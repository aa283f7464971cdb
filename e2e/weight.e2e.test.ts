/** What a telephone on a slow network has to load until a child can tap. Bytes only; the times are in bench, where encryption is weighed too. */
import { afterEach, expect, it } from "vitest";
import { endpoints } from "./src/system.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";
import { type Answer, countBytes, tooHeavy, total } from "./src/wire.ts";

const ENTRY_BYTES = 60_000;

let victim: VictimBrowser;
let counted: () => Promise<readonly Answer[]>;
afterEach(() => victim.close());

it("the entry screen can be used with 60 kB, while everything else is still held back", async () => {
  const page = await (await fetch(endpoints().victimWeb)).text();
  victim = await VictimBrowser.open(endpoints().victimWeb, {
    prepare: async (opened) => {
      counted = countBytes(opened);
      // What the page itself does not name comes later: here it never comes.
      await opened.route(/\/assets\//, (route) => {
        if (page.includes(new URL(route.request().url()).pathname)) return route.continue();
        return undefined;
      });
    },
  });
  await victim.choose("online");
  await victim.page.getByRole("heading", { level: 1, name: "Sur les réseaux sociaux" }).waitFor();
  const answers = await counted();
  expect(answers.length).toBeGreaterThan(3);
  expect(tooHeavy(answers, ENTRY_BYTES)).toBeNull();
});

it("what comes on top is counted, and told", async () => {
  let loaded = Promise.resolve("");
  victim = await VictimBrowser.open(endpoints().victimWeb, {
    prepare: (page) => {
      counted = countBytes(page);
      const isWasm = (request: { url(): string }): boolean => request.url().endsWith(".wasm");
      loaded = page.waitForEvent("requestfinished", isWasm).then((request) => new URL(request.url()).pathname);
      return Promise.resolve();
    },
  });
  const wasm = await loaded;
  const answers = await counted();
  expect(total(answers)).toBeGreaterThan(ENTRY_BYTES);
  expect(tooHeavy(answers, ENTRY_BYTES)).toContain(wasm);
});
