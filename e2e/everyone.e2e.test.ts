/** The screens before the conversation, for everyone: axe, the keyboard, a screen reader's tree, large text, narrow screens, colours, motion. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { axeFindings } from "./src/axe.ts";
import { type Focused, focused, motions, overflows, setTextSize, smallTargets } from "./src/measures.ts";
import { endpoints } from "./src/system.ts";
import { until } from "./src/until.ts";
import { SITUATIONS, VictimBrowser } from "./src/victimBrowser.ts";

const NO_WEBASSEMBLY = "no WebAssembly";
const TARGETS = "button, a, select, summary, input";
let victim: VictimBrowser;
let page: Page;

beforeAll(async () => {
  victim = await VictimBrowser.open(endpoints().victimWeb);
  ({ page } = victim);
});
afterAll(() => victim.close());
beforeEach(async () => {
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "no-preference" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(endpoints().victimWeb);
});

const press = (name: string | RegExp) => page.getByRole("button", { name }).click();

async function situation(one: keyof typeof SITUATIONS): Promise<void> {
  await victim.choose(one);
  await page.locator("summary").first().waitFor();
}

async function openAll(): Promise<void> {
  await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
  await page.getByText("arrivent").first().waitFor({ state: "detached" });
}

/** Every screen and state before the conversation, and the one that danger leads to. */
const SCREENS: Readonly<Record<string, () => Promise<void>>> = {
  entry: () => page.getByRole("button", { name: SITUATIONS.home }).waitFor(),
  "entry, easy": async () => {
    await press("Facile à lire");
    await openAll();
  },
  "home, under 18": async () => {
    await press("J'ai moins de 18 ans");
    await situation("home");
    await openAll();
  },
  "online, adult": async () => {
    await press("Je suis adulte");
    await situation("online");
    await openAll();
  },
  "school, easy": async () => {
    await press("Facile à lire");
    await situation("school");
    await openAll();
  },
  "home, adult": async () => {
    await press("Je suis adulte");
    await situation("home");
    await openAll();
  },
  "online, easy, witness": async () => {
    await press("Facile à lire");
    await situation("online");
    await page.getByRole("checkbox").check();
    await openAll();
  },
  "school, under 18": async () => {
    await situation("school");
    await openAll();
  },
  statement: async () => {
    await press("Accessibilité");
    await page.getByRole("heading", { level: 2 }).first().waitFor();
  },
  "return, words": async () => {
    await press("J'ai une phrase");
    await page.getByLabel("Mot 6").waitFor();
  },
  "return, pictures": async () => {
    await press("J'ai une phrase");
    await page.getByRole("radio", { name: "Huit images" }).check();
    await page.getByRole("button", { name: "fantôme" }).waitFor();
  },
  danger: async () => {
    await press("Je suis en danger maintenant");
    await page.getByRole("textbox", { name: "Votre message" }).waitFor();
  },
};

async function withoutWebAssembly(then: (withoutIt: Page) => Promise<void>): Promise<void> {
  const other = await victim.context.newPage();
  try {
    await other.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
    await other.goto(endpoints().victimWeb);
    await other.getByRole("alert").waitFor();
    await then(other);
  } finally {
    await other.close();
  }
}

describe("axe", () => {
  it("finds a defect that is planted, so that finding nothing means something", async () => {
    await page.evaluate(() => document.querySelector("h1")?.after(document.createElement("button")));
    expect(await axeFindings(page)).toEqual([expect.stringContaining("button-name")]);
  });

  it("finds a target that is too small wherever it is, and none that is only scrolled half out of sight", async () => {
    /** Three buttons of that height, of which a box that scrolls shows less than one and a half. */
    const findingsWith = async (px: number): Promise<string[]> => {
      await page.evaluate((height) => {
        document.querySelector("#planted")?.remove();
        const box = Object.assign(document.createElement("div"), { id: "planted", tabIndex: 0 });
        for (let one = 0; one < 3; one += 1) {
          const button = document.createElement("button");
          button.ariaLabel = "planted";
          button.style.cssText = `display:block;width:44px;min-height:0;height:${height}px;padding:0;border:0`;
          box.append(button);
        }
        box.style.cssText = `height:${height * 1.4}px;overflow:auto`;
        document.querySelector("h1")?.after(box);
        box.scrollTop = height * 0.7;
      }, px);
      const found = await axeFindings(page);
      expect(await page.evaluate(() => document.querySelector("#planted")?.scrollTop)).toBe(Math.round(px * 0.7));
      return found;
    };
    expect(await findingsWith(40)).toEqual([]);
    expect(await findingsWith(10)).toContainEqual(expect.stringMatching(/^target-size: /));
  });

  const looks = [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["forced colours", { forcedColors: "active" }],
  ] as const;
  it.each(looks)("finds nothing on any screen: %s", async (_, media) => {
    const found: Record<string, string[]> = {};
    await page.emulateMedia(media);
    for (const [name, go] of Object.entries(SCREENS)) {
      await page.goto(endpoints().victimWeb);
      await go();
      found[name] = await axeFindings(page);
    }
    await withoutWebAssembly(async (other) => {
      await other.emulateMedia(media);
      found[NO_WEBASSEMBLY] = await axeFindings(other);
    });
    expect(found).toEqual(Object.fromEntries([...Object.keys(SCREENS), NO_WEBASSEMBLY].map((name) => [name, []])));
  });
});

/** As a reader sets it in the browser, in per cent; the control: the page's own text follows. */
async function textAt(size: 100 | 200): Promise<void> {
  await setTextSize(page, size);
  const shown = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  expect(shown).toBe((18 * size) / 100);
}

describe("the layout", () => {
  it("is measured by what finds a planted overflow", async () => {
    await page.evaluate(() => {
      const wide = document.createElement("p");
      wide.textContent = "a".repeat(400);
      wide.style.overflowWrap = "normal";
      document.querySelector("main")?.append(wide);
    });
    expect(await overflows(page)).not.toEqual([]);
  });

  const sizes = [
    ["320 px wide", { width: 320, height: 640 }, false],
    ["text at 200 % on a phone", { width: 390, height: 844 }, true],
    ["text at 200 % on a desktop", { width: 1280, height: 800 }, true],
    ["a phone held sideways", { width: 740, height: 360 }, false],
  ] as const;
  it.each(sizes)("cuts nothing off and needs no scrolling sideways: %s", async (_, viewport, twice) => {
    const found: Record<string, string[]> = {};
    await page.setViewportSize(viewport);
    for (const [name, go] of Object.entries(SCREENS)) {
      await page.goto(endpoints().victimWeb);
      if (twice) await textAt(200);
      await go();
      found[name] = await overflows(page);
    }
    if (twice) await textAt(100);
    expect(found).toEqual(Object.fromEntries(Object.keys(SCREENS).map((name) => [name, []])));
  });

  it("makes everything that is pressed at least 44 px, links in a text 24 px", async () => {
    const found: Record<string, string[]> = {};
    for (const [name, go] of Object.entries(SCREENS)) {
      await page.goto(endpoints().victimWeb);
      await go();
      found[name] = await smallTargets(page, 44, TARGETS);
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(SCREENS).map((name) => [name, []])));
  });

  it("moves nothing where motion is reduced, and would move something else", async () => {
    await situation("home");
    expect(await motions(page)).not.toEqual([]);
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await motions(page)).toEqual([]);
    await page.goto(endpoints().victimWeb);
    await SCREENS["danger"]?.();
    expect(await motions(page)).toEqual([]);
  });
});

describe("by keyboard alone", () => {
  /** Presses Tab until the focus is back where the browser begins; what it met, in order. */
  async function walk(): Promise<Focused[]> {
    const met: Focused[] = [];
    for (let i = 0; i < 60; i += 1) {
      await page.keyboard.press("Tab");
      const now = await focused(page);
      if (now.name === met[0]?.name || now.name === "") return met;
      met.push(now);
    }
    return met;
  }
  /** A screen takes the focus once it is drawn. */
  const focusOn = (name: string) =>
    until(`the focus is on ${name}`, 10_000, async () => (await focused(page)).name === name);
  const names = (met: readonly Focused[]) => met.map(({ name }) => name);
  const hidden = (met: readonly Focused[]) => met.filter(({ marked, uncovered }) => !marked || !uncovered);
  const PREFERENCES = ["select", "Facile à lire", "J'ai moins de 18 ans", "Je suis adulte"];
  const NUMBERS = [/^17/, /^112/, /^114/, /^119/, /^3018/].map((number) => expect.stringMatching(number) as unknown);

  it("reaches everything on the entry, the exit first, and always shows where it is", async () => {
    const met = await walk();
    expect(names(met)).toEqual([
      "Quitter en urgence",
      ...PREFERENCES,
      "Je suis en danger maintenant",
      ...Object.values(SITUATIONS),
      ...NUMBERS,
      "En savoir plus",
      "J'ai une phrase pour revenir",
      expect.stringContaining("Accessibilité"),
    ]);
    expect(hidden(met)).toEqual([]);
  });

  it("goes from the entry to a message without a pointer", async () => {
    await page.getByRole("button", { name: SITUATIONS.school }).focus();
    await page.keyboard.press("Enter");
    // The new screen's title has the focus, so that a screen reader says where one is.
    await focusOn(SITUATIONS.school);
    await page.locator("summary").first().waitFor();
    const after = await walk();
    expect(names(after)).toEqual([
      "C'est pour quelqu'un d'autre",
      ...(await page.locator(".topics summary").allInnerTexts()),
      "En savoir plus",
      ...NUMBERS,
      "Je suis en danger maintenant",
      "Démarrer la conversation",
    ]);
    expect(hidden(after)).toEqual([]);
    expect((await focused(page)).name).toBe("");

    await page.getByRole("checkbox").focus();
    await page.keyboard.press("Space");
    expect(await page.getByRole("checkbox").isChecked()).toBe(true);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.locator("details").first().getAttribute("open")).not.toBeNull();
    await page.getByText("Si cela arrive à quelqu'un d'autre").first().waitFor();

    await page.getByRole("button", { name: "Démarrer la conversation" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: "Votre message" }).waitFor();
    await focusOn("Votre message");
    await page.keyboard.type("au clavier");
    await page.keyboard.press("Enter");
    await victim.sees("au clavier");
  });

  it("opens the statement, and comes back to the entry", async () => {
    await page.getByRole("button", { name: "Accessibilité" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 2 }).first().waitFor();
    await until("the focus is on the statement", 10_000, async () =>
      (await focused(page)).name.includes("ccessibilité"),
    );
    await page.keyboard.press("Shift+Tab");
    expect((await focused(page)).name).toBe("Retour");
    await page.keyboard.press("Enter");
    await page.locator("h1:focus").filter({ hasText: "Quelqu'un peut vous aider." }).waitFor();
    expect((await focused(page)).name).toBe("Quelqu'un peut vous aider.");
  });
});

describe("a screen reader's tree", () => {
  /** The landmarks, headings and controls in order, without the advice's own words. */
  const outline = async () =>
    (await page.locator("body").ariaSnapshot())
      .split("\n")
      .map((line) => line.replace(/^(\s*)- '?/, "$1").replace(/[:']*$/, ""))
      .filter((line) => /^\s*(banner|main|contentinfo|region|heading|button|combobox|checkbox|group)\b/.test(line));

  it("of the entry: landmarks, one title, and every control with its name", async () => {
    expect(await outline()).toEqual([
      "banner",
      '  button "Quitter en urgence"',
      'region "Langue et lecture"',
      '  combobox "Langue"',
      '  button "Facile à lire"',
      '  group "Votre âge, si vous voulez le dire"',
      `    button "J'ai moins de 18 ans"`,
      '    button "Je suis adulte"',
      "main",
      `  heading "Quelqu'un peut vous aider." [level=1]`,
      '  button "Je suis en danger maintenant"',
      '  region "Où cela se passe-t-il ?"',
      '    heading "Où cela se passe-t-il ?" [level=2]',
      ...Object.values(SITUATIONS).map((name) => `    button "${name}"`),
      `  region "Besoin d'aide tout de suite ?"`,
      `    heading "Besoin d'aide tout de suite ?" [level=2]`,
      "  group: En savoir plus",
      "contentinfo",
      `  button "J'ai une phrase pour revenir"`,
      expect.stringContaining("Accessibilité") as unknown,
    ]);
  });

  it("of a situation: the advice under its headings, the honest words before the start", async () => {
    await situation("online");
    const lines = await outline();
    const headings = lines.filter((line) => line.includes("heading"));
    expect(headings[0]).toContain(SITUATIONS.online);
    expect(headings.filter((line) => line.includes("[level=3]")).length).toBeGreaterThanOrEqual(3);
    expect(lines.indexOf('  region "Avant de commencer"')).toBeGreaterThan(0);
    expect(lines.at(-1)).toBe('  button "Démarrer la conversation"');
  });

  it("of a pressed preference: said as pressed, and heard by the advice", async () => {
    await press("Je suis adulte");
    expect(await page.getByRole("button", { name: "Je suis adulte", pressed: true }).count()).toBe(1);
    await press("Je suis adulte");
    expect(await page.getByRole("button", { name: "Je suis adulte", pressed: false }).count()).toBe(1);
  });
});
