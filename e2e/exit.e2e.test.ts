/** The emergency exit, in a real Chromium: from every screen, by every way, in every network, and what the officer is told. */
import type { OfficerClient } from "@abri/officer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NeutralPage } from "./src/neutralPage.ts";
import { dismiss, endpoints, knowsRoom, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { take } from "./src/talk.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const BLANK = "about:blank";
const SAID = "il est dans la pièce à côté";

let victim: VictimBrowser;
let neutral: NeutralPage;

beforeEach(async () => {
  victim = await VictimBrowser.open(endpoints().victimWeb);
  neutral = await NeutralPage.behind(victim.context);
});
afterEach(() => victim.close());

const hasLeft = async (): Promise<void> => NeutralPage.instead(victim.page);
const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await victim.page.keyboard.press(key);
};
/** Still there a moment after all that the keys could have set going. */
async function staysWith(name: string): Promise<void> {
  await victim.page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  expect(neutral.asked).toBe(0);
  await victim.page.getByRole("button", { name }).waitFor();
}

/** Up to a screen, and no further. */
const screens: Record<string, () => Promise<void>> = {
  entry: () => Promise.resolve(),
  situation: () => victim.choose("home"),
  "conversation, nothing written": async () => {
    await victim.choose("home");
    await victim.start();
  },
  "conversation, waiting": async () => {
    await victim.choose("online");
    await victim.start();
    await victim.write(SAID);
    await victim.sees(SAID);
  },
  "conversation, ended": async () => {
    await victim.choose("school");
    await victim.start();
    await victim.statusSays(/pouvez écrire/i);
    await victim.end();
    await victim.statusSays(/termin/i);
  },
};

describe("on every screen", () => {
  it.each(Object.keys(screens))("%s: one press of a thumb, in sight, and first of all", async (name) => {
    const { page } = victim;
    await screens[name]?.();
    const button = page.getByRole("button", { name: "Quitter en urgence" });
    const { x, y, width, height } = (await button.boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 };
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    expect([x >= 0, y >= 0, x + width <= 360, y + height <= 740]).toEqual([true, true, true, true]);
    // Nothing lies over any part of it.
    const covered = await button.evaluate((element) => {
      const box = element.getBoundingClientRect();
      return [0.1, 0.5, 0.9].some((part) => {
        const there = document.elementFromPoint(box.left + box.width * part, box.top + box.height * part);
        return there === null || !element.contains(there);
      });
    });
    expect(covered).toBe(false);
    const first = await page.evaluate(() =>
      document.querySelector("a[href], button, input, textarea, select, [tabindex='0']")?.textContent.trim(),
    );
    expect(first).toBe("Quitter en urgence");
    await button.click();
    await hasLeft();
  });

  it("is announced with the way of the keyboard", async () => {
    const devtools = await victim.context.newCDPSession(victim.page);
    const { nodes } = await devtools.send("Accessibility.getFullAXTree");
    const button = nodes.find(({ role, name }) => role?.value === "button" && name?.value === "Quitter en urgence");
    expect(button?.description?.value).toMatch(/Majuscule.*Échap/);
  });

  it("stays in sight when the page is zoomed, and when a keyboard pushes what is seen", async () => {
    const { page, context } = victim;
    await screens["situation"]?.();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setPageScaleFactor", { pageScaleFactor: 2.5 });
    // Two fingers: to the end of what can be seen.
    await devtools.send("Input.synthesizeScrollGesture", { x: 100, y: 250, xDistance: -90, yDistance: -240 });
    await expect
      .poll(() =>
        page.evaluate(() => {
          const seen = window.visualViewport;
          const box = document.querySelector("[data-exit]")?.getBoundingClientRect();
          if (!seen || !box) return null;
          const left = box.left - seen.offsetLeft;
          const top = box.top - seen.offsetTop;
          return {
            zoomed: seen.scale > 2 && seen.offsetTop > 0,
            inSight:
              left >= -1 && top >= -1 && left + box.width <= seen.width + 1 && top + box.height <= seen.height + 1,
          };
        }),
      )
      .toEqual({ zoomed: true, inSight: true });
  });
});

describe("before the page is there", () => {
  /** The page itself is still on its way, and stays so. */
  const onlyFirstScript = async (): Promise<void> => {
    const html = await (await fetch(endpoints().victimWeb)).text();
    const first = /<script src="([^"]+)"><\/script>/.exec(html)?.[1] ?? "none";
    await victim.context.route("**/assets/*.js", (route) =>
      route.request().url().endsWith(first) ? route.continue() : undefined,
    );
    await victim.page.goto(endpoints().victimWeb, { waitUntil: "commit" });
  };

  it.each<[string, () => Promise<void>]>([
    ["the button", () => victim.emergencyExit()],
    ["Shift three times", () => press("Shift", "Shift", "Shift")],
    ["Escape three times", () => press("Escape", "Escape", "Escape")],
  ])("%s works", async (_name, exit) => {
    await onlyFirstScript();
    await victim.page.getByRole("button", { name: "Quitter en urgence" }).waitFor();
    await exit();
    await hasLeft();
  });

  it("is a link when no script comes at all", async () => {
    await victim.context.route("**/assets/*.js", (route) => route.abort());
    await victim.page.goto(endpoints().victimWeb);
    await victim.emergencyExit();
    await hasLeft();
  });
});

describe("the keyboard", () => {
  beforeEach(() => screens["conversation, nothing written"]?.());
  const field = () => victim.page.getByRole("textbox", { name: "Votre message" });

  it.each([
    ["left, right, left Shift", ["ShiftLeft", "ShiftRight", "ShiftLeft"]],
    ["Shift", ["Shift", "Shift", "Shift"]],
    ["Escape", ["Escape", "Escape", "Escape"]],
  ])("leaves, also from the text field: %s", async (_name, keys) => {
    await field().fill("un brouillon");
    await field().focus();
    await press(...keys);
    await hasLeft();
  });

  it.each<[string, () => Promise<void>]>([
    ["twice", () => press("Shift", "Shift")],
    ["Shift and Escape mixed", () => press("Shift", "Escape", "Shift", "Escape")],
    ["capital letters", () => press("Shift+A", "Shift+B", "Shift+C", "Shift+D")],
    [
      "a key that is held down",
      async () => {
        for (let i = 0; i < 6; i += 1) await victim.page.keyboard.down("Shift");
        await victim.page.keyboard.up("Shift");
      },
    ],
    [
      "Ctrl and Shift",
      async () => {
        await victim.page.keyboard.down("Control");
        await press("Shift", "Shift", "Shift");
        await victim.page.keyboard.up("Control");
      },
    ],
    ["keys of an input method", () => composed({ keyCode: 229 })],
    ["keys while it composes", () => composed({ isComposing: true })],
  ])("stays: %s", async (_name, type) => {
    await field().focus();
    await type();
    await staysWith("Quitter en urgence");
  });

  /** As an input method sends them: it takes the key, and the page sees only that something was pressed. */
  async function composed(how: { keyCode?: number; isComposing?: boolean }): Promise<void> {
    await field().evaluate((element, flags) => {
      for (let i = 0; i < 3; i += 1)
        element.dispatchEvent(new KeyboardEvent("keydown", { key: "Shift", bubbles: true, ...flags }));
    }, how);
  }

  it("control: the same events without an input method leave", async () => {
    await composed({});
    await hasLeft();
  });
});

describe("the order", () => {
  /** Watches what the browser is asked to do; everything still happens. `stored` is what a store holds, planted before the press. */
  beforeEach(async () => {
    await victim.page.addInitScript(() => {
      const steps: unknown[] = [];
      const doFetch = window.fetch.bind(window);
      const look = (step: string): unknown =>
        steps.push({
          step,
          hidden: document.documentElement.hidden,
          text: document.body.innerText,
          stored: localStorage.length,
        });
      window.fetch = (url, init) => {
        if (typeof url === "string" && url.endsWith("/close")) look(`notice, keepalive ${String(init?.keepalive)}`);
        return doFetch(url, init);
      };
      Object.assign(window, { steps, look });
    });
    await victim.page.goto(endpoints().victimWeb);
    await screens["conversation, waiting"]?.();
    await victim.statusSays(/file|cherchons/i);
  });

  it("is: hide and forget in one task, let the empty screen be drawn, wipe, hand over the notice, go", async () => {
    const { page } = victim;
    // Told at once: the page is soon gone.
    const told: unknown[] = [];
    await page.exposeFunction("tell", (steps: unknown) => told.push(steps));
    await page.evaluate((said) => {
      const { steps, look, tell } = window as unknown as {
        steps: unknown[];
        look: (step: string) => void;
        tell: (steps: unknown) => void;
      };
      localStorage.setItem("planted", said);
      // What comes when nothing is drawn would come first where drawing takes its time.
      const later = window.setTimeout.bind(window);
      Object.assign(window, { setTimeout: (act: () => void, ms = 0) => (ms < 100 ? later(act, ms) : 0) });
      document.querySelector<HTMLElement>("[data-exit]")?.click();
      look("after the click");
      requestAnimationFrame(() => look("drawn"));
      const push = steps.push.bind(steps);
      steps.push = (...more) => {
        const length = push(...more);
        if (length === 3) tell(steps);
        return length;
      };
    }, SAID);
    await expect
      .poll(() => told)
      .toEqual([
        [
          { step: "after the click", hidden: true, text: "", stored: 1 },
          { step: "drawn", hidden: true, text: "", stored: 1 },
          { step: "notice, keepalive true", hidden: true, text: "", stored: 0 },
        ],
      ]);
    await hasLeft();
  });

  it("waits for no picture when the page goes at once, nor when the browser draws none", async () => {
    const { page } = victim;
    const seen = await page.evaluate((said) => {
      const { steps, look } = window as unknown as { steps: unknown[]; look: (step: string) => void };
      localStorage.setItem("planted", said);
      window.requestAnimationFrame = () => 0;
      document.querySelector<HTMLElement>("[data-exit]")?.click();
      window.dispatchEvent(new PageTransitionEvent("pagehide"));
      look("after it went");
      return steps;
    }, SAID);
    expect(seen).toEqual([
      { step: "notice, keepalive true", hidden: true, text: "", stored: 0 },
      { step: "after it went", hidden: true, text: "", stored: 0 },
    ]);
    await hasLeft();
  });
});

describe("whatever the network does", () => {
  beforeEach(async () => {
    await screens["conversation, waiting"]?.();
    await victim.statusSays(/file|cherchons/i);
  });
  const isBlank = async (): Promise<void> => {
    await victim.page.waitForURL(BLANK);
    expect(await victim.page.evaluate(() => document.documentElement.innerText)).toBe("");
    // What was replaced is not one step back either.
    await victim.page.goBack().catch(() => undefined);
    expect(await victim.page.content()).not.toContain(SAID);
    expect(victim.page.url()).toBe(BLANK);
  };

  it("offline it is an inert blank page, and the browser never shows an error with an address", async () => {
    await victim.context.setOffline(true);
    await victim.statusSays(/connexion perdue/i);
    await victim.emergencyExit();
    await isBlank();
    expect(neutral.asked).toBe(0);
  });

  it.each(["hangs", "refuses"] as const)(
    "the neutral page %s: blank at once, neutral in name, and then blank for good",
    async (how) => {
      const { page } = victim;
      neutral.internet = how;
      const shown = await page.evaluate(() => {
        document.querySelector<HTMLElement>("[data-exit]")?.click();
        return { text: document.body.innerText, title: document.title };
      });
      expect(shown).toEqual({ text: "", title: "Accueil" });
      if (how === "hangs") await isBlank();
      else await expect.poll(() => page.url(), { timeout: 10_000 }).not.toContain("localhost");
    },
  );

  it("our own server hangs: nothing waits for it", async () => {
    await victim.context.route("**/api/**", () => undefined);
    await victim.emergencyExit();
    await hasLeft();
  });

  it("the page's own code is broken: it is left all the same", async () => {
    await victim.page.evaluate(() => {
      window.addEventListener("leaving", () => {
        throw new Error("broken on purpose");
      });
      window.fetch = () => {
        throw new Error("broken on purpose");
      };
    });
    await victim.emergencyExit();
    await hasLeft();
  });

  it("the page is busy: the press is not lost", async () => {
    const { page } = victim;
    // Long tasks without an end, as when encryption starts on a weak phone.
    await page.evaluate(() => {
      const spin = (): void => {
        const end = performance.now() + 400;
        while (performance.now() < end);
        setTimeout(spin, 0);
      };
      setTimeout(spin, 0);
    });
    await victim.emergencyExit();
    await hasLeft();
  });
});

describe("the officer", () => {
  let amina: OfficerClient;
  let roomId: string;
  beforeEach(async () => {
    amina = await officerOnDuty("amina", 1);
    await screens["conversation, waiting"]?.();
    roomId = await take(amina, SAID);
    await victim.statusSays(/polici/i);
  });
  afterEach(() => dismiss("amina", amina));

  const roomName = (): string => amina.client.getRoom(roomId)?.name ?? "";
  const topic = async (): Promise<string> => {
    const { topic: said } = (await amina.client.getStateEvent(roomId, "m.room.topic", "")) as { topic: string };
    return said;
  };
  const isCalled = (pattern: RegExp, withinMs: number): Promise<void> =>
    until(`the room is called ${String(pattern)} (now ${roomName()})`, withinMs, () => pattern.test(roomName()));

  it("sees « partie en urgence » and not to write first; the room goes", async () => {
    await victim.emergencyExit();
    await isCalled(/partie en urgence/, 30_000);
    await until("the room is erased", 60_000, async () => !(await knowsRoom("victims", roomId)));
  });

  it("sees « terminée » when the victim ends it", async () => {
    await victim.end();
    await isCalled(/terminée/, 30_000);
  });

  it("sees « page fermée » when the tab is closed without the exit, which is not an end", async () => {
    await victim.page.goto(BLANK);
    await isCalled(/page fermée/, 60_000);
    // It would stay open, and the officer busy, for as long as the victim may come back.
    await amina.leave(roomId);
  });

  it("sees « connexion perdue » while the network is gone, and that it is back", async () => {
    await victim.context.setOffline(true);
    await isCalled(/connexion perdue/, 75_000);
    expect(await topic()).toMatch(/N’écrivez pas en premier/);
    await victim.context.setOffline(false);
    await isCalled(/^Conversation \d\d-\d\d$/, 60_000);
    await victim.end();
  });

  it("is told after a short silence when the notice of the exit was lost: first « connexion perdue », then the end", async () => {
    await victim.context.route("**/api/conversation/close", (route) => route.abort());
    await victim.emergencyExit();
    await hasLeft();
    await isCalled(/connexion perdue/, 75_000);
    await isCalled(/sans nouvelles/, 180_000);
  }, 360_000);

  it("« Terminer » without a network is over here at once, and on the server as soon as it is back", async () => {
    await victim.context.setOffline(true);
    await victim.page.getByRole("button", { name: "Terminer la conversation" }).click();
    await victim.statusSays(/terminé.*dès son retour/i);
    expect(await knowsRoom("victims", roomId)).toBe(true);
    await victim.context.setOffline(false);
    await isCalled(/terminée/, 60_000);
    await victim.statusSays(/Vous avez terminé la conversation\.$/);
    await until("the room is erased", 60_000, async () => !(await knowsRoom("victims", roomId)));
  });
});
