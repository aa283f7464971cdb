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

const LOOK = `
:root { --ground: #fdf6ff; --accent: #4b1e78; --accent-strong: #3a1260; --accent-ink: #4b1e78; --accent-wash: #efe3f7; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1d1524; --accent: #cfaef0; --accent-strong: #e0c9f7; --accent-ink: #d9bff5; --accent-wash: #33233f; }
}`;

/** What lies behind everything, as the browser has it. */
const ground = ({ page }: VictimBrowser): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

it("shows the operator's words and look after a restart", async () => {
  writeFileSync(join(content, "theme.css"), LOOK);
  writeFileSync(file(), readFileSync(file(), "utf8").replaceAll(TITLE, "Une mirabelle vous écoute. <b>"));
  const launcher = start();
  const { victimWeb } = await launcher.ready();
  const victim = await VictimBrowser.open(victimWeb);
  await victim.page.getByRole("heading", { name: "Une mirabelle vous écoute. <b>" }).waitFor();
  expect(await ground(victim)).toBe("rgb(253, 246, 255)");
  await victim.choose("home");
  const button = victim.page.getByRole("button", { name: "Démarrer la conversation" });
  expect(await button.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe("rgb(75, 30, 120)");
  await victim.page.emulateMedia({ colorScheme: "dark" });
  expect(await ground(victim)).toBe("rgb(29, 21, 36)");
  // Whoever asks for more contrast gets the page's own look, which has it.
  await victim.page.emulateMedia({ colorScheme: "light", contrast: "more" });
  expect(await ground(victim)).toBe("rgb(255, 255, 255)");
  await victim.close();
  const withoutScripts = await VictimBrowser.open(victimWeb, { javaScript: false });
  expect(await ground(withoutScripts)).toBe("rgb(253, 246, 255)");
  await withoutScripts.close();
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
