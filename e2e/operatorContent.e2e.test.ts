/** An operator replaces the folder of words and starts again: nothing is built. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_PORT_BASE, freePortBase } from "@abri/local-system";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Launcher } from "./src/launcher.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const OURS = fileURLToPath(new URL("../victim-web/content", import.meta.url));
const TITLE = "Quelqu'un peut vous aider.";
let folder: string;
let content: string;
let portBase: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "abri-operator-"));
  content = join(folder, "words");
  cpSync(OURS, content, { recursive: true });
  portBase = await freePortBase(Number(process.env["ABRI_PORT_BASE"] ?? DEFAULT_PORT_BASE) + 3_000);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (): Launcher => Launcher.direct({ home: join(folder, "home"), portBase, env: { ABRI_CONTENT: content } });

const file = (): string => join(content, "fr/interface.json");

it("shows the operator's words after a restart", async () => {
  writeFileSync(file(), readFileSync(file(), "utf8").replaceAll(TITLE, "Une mirabelle vous écoute. <b>"));
  const launcher = start();
  const { victimWeb } = await launcher.ready();
  const victim = await VictimBrowser.open(victimWeb);
  await victim.page.getByRole("heading", { name: "Une mirabelle vous écoute. <b>" }).waitFor();
  await victim.close();
  launcher.signal("SIGTERM");
  await launcher.ended();
}, 600_000);

it("refuses in one line what is broken", async () => {
  writeFileSync(file(), readFileSync(file(), "utf8").replace('"button": "Quitter en urgence",', ""));
  const launcher = start();
  expect(await launcher.ended()).toBe(1);
  expect(launcher.output).toContain("abri: appservice-1 ended while starting");
  expect(launcher.output).toContain(`${file()}: exit.button is missing`);
  expect(launcher.output).not.toContain("Ready in");
}, 600_000);
