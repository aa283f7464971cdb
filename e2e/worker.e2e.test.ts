/**
 * Matrix and its cryptography run in a worker and nowhere else, so that nothing of theirs can keep the page from being left; and a worker that
 * fails is told as what it is.
 */
import type { Page, Worker } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NeutralPage } from "./src/neutralPage.ts";
import { scriptsOf } from "./src/scripts.ts";
import { dismiss, endpoints, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

let victim: VictimBrowser;

beforeEach(async () => {
  victim = await VictimBrowser.open(endpoints().victimWeb);
  await NeutralPage.behind(victim.context);
});
afterEach(() => victim.close());

/** Until the room is open. */
async function converse(tab: VictimBrowser = victim): Promise<Worker> {
  // Told by what sends messages, which begins when there is a room.
  const ready = tab.page.waitForResponse((response) => response.url().endsWith("/api/conversation/ready"));
  await tab.choose("online");
  await tab.start();
  await tab.write("bonjour");
  await ready;
  return onlyWorker(tab.page);
}

function onlyWorker(page: Page): Worker {
  const [worker, ...others] = page.workers();
  if (worker === undefined || others.length > 0) throw new Error(`${page.workers().length} workers`);
  return worker;
}

/** Runs for as long as the worker lives; resolves when it has begun. */
async function keepBusy(worker: Worker): Promise<void> {
  const begun = victim.page.evaluate(
    () => new Promise((resolve) => (new BroadcastChannel("busy").onmessage = () => resolve(null))),
  );
  // Asked of the page once more, so that it listens by then.
  await victim.page.evaluate(() => null);
  void worker
    .evaluate(() => {
      new BroadcastChannel("busy").postMessage(null);
      for (;;);
    })
    .catch(() => undefined);
  await begun;
}

/** What the content security policy refuses from the next load on, as the page is told (`securitypolicyviolation`). */
async function refusals(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const refused: string[] = [];
    document.addEventListener("securitypolicyviolation", ({ blockedURI }) => refused.push(blockedURI));
    Object.assign(globalThis, { refused });
  });
  return () => page.evaluate(() => (globalThis as unknown as { refused: string[] }).refused);
}

describe("a conversation", () => {
  it("does nothing that the page's content security policy refuses", async () => {
    const refused = await refusals(victim.page);
    await victim.page.reload();
    await converse();
    expect(await refused()).toEqual([]);
    // The control.
    await victim.page.evaluate(() => {
      document.head.append(Object.assign(document.createElement("script"), { textContent: "1" }));
    });
    await until("a refusal is told", 10_000, async () => (await refused()).length > 0);
    expect(await refused()).toEqual(["inline"]);
  });

  it("has the SDK and its WebAssembly in its worker, and the page has neither", async () => {
    await converse();
    const { page, workers } = await scriptsOf(victim.page);
    // Words of matrix-js-sdk and of its cryptography's loader.
    const marks = ["m.megolm.v1.aes-sha2", "initAsync"];
    const marksIn = (sources: readonly string[]): string[] =>
      marks.filter((mark) => sources.some((source) => source.includes(mark)));
    expect([page.webAssemblies, marksIn(page.sources)]).toEqual([0, []]);
    expect([workers.webAssemblies, marksIn(workers.sources)]).toEqual([1, marks]);
    await victim.end();
  });

  it("is left at once while the worker is busy and answers nothing", async () => {
    const worker = await converse();
    await keepBusy(worker);
    let answered = false;
    void worker
      .evaluate(() => null)
      .then(
        () => (answered = true),
        () => undefined,
      );
    const gone = new Promise((resolve) => worker.once("close", resolve));
    await victim.write("personne ne répond");
    await victim.sees("personne ne répond");
    await victim.emergencyExit();
    await NeutralPage.instead(victim.page);
    await gone;
    expect(answered).toBe(false);
  });

  it("ends its worker, and with it all that it held, when it is ended", async () => {
    const worker = await converse();
    const gone = new Promise((resolve) => worker.once("close", resolve));
    await victim.end();
    await gone;
    expect(victim.page.workers()).toEqual([]);
  });
});

/** The end of each has the browser clear the site's storage, which makes it forget locks and more: nothing of a worker's may hang on that. */
describe("a conversation is not taken for broken", () => {
  const cleared = (tab: VictimBrowser): Promise<string | null> =>
    tab.page
      .waitForResponse((response) => response.url().endsWith("/api/conversation/close"))
      .then((response) => response.headerValue("clear-site-data"));

  it("when others were ended before it in the same page", async () => {
    for (let before = 0; before < 3; before += 1) {
      await converse();
      const clears = cleared(victim);
      await victim.end();
      expect(await clears).toContain('"storage"');
      await victim.page.getByRole("button", { name: "Revenir à l'accueil" }).click();
    }
    const worker = await converse();
    await victim.statusSays(/cherchons|file/i);
    // The control: what is broken is told.
    await worker.evaluate(() => self.close()).catch(() => undefined);
    await victim.statusSays(/rien n'est envoyé/);
  });

  it("when another one is ended in another tab", async () => {
    await converse();
    const other = await victim.inAnotherTab();
    await converse(other);
    const clears = cleared(victim);
    await victim.page.bringToFront();
    await victim.end();
    expect(await clears).toContain('"storage"');
    const amina = await officerOnDuty("amina", 1);
    const { roomId } = await amina.waitForInvitation(60_000);
    await amina.accept(roomId);
    await amina.send(roomId, "je suis là");
    await other.page.bringToFront();
    await other.sees("je suis là");
    await other.end();
    await dismiss("amina", amina);
  });
});

describe("the exit before a conversation", () => {
  it("ends the worker that waits for one, also when the page has failed", async () => {
    const { page } = victim;
    await until("the worker waits", 30_000, () => page.workers().length === 1);
    const terminated = page.evaluate(
      () =>
        new Promise((resolve) => {
          Worker.prototype.terminate = () => resolve("terminated");
          // Whoever listens first fails.
          window.addEventListener("leaving", () => {
            throw new Error("the page is broken");
          });
        }),
    );
    await page.evaluate(() => window.dispatchEvent(new CustomEvent("leaving", { detail: { afterwards: [] } })));
    expect(await terminated).toBe("terminated");
  });
});

describe("a worker that fails", () => {
  const isWorker = async (): Promise<string> => {
    await until("the worker is there", 30_000, () => victim.page.workers().length === 1);
    return onlyWorker(victim.page).url();
  };
  const saysThatItCannot = async (): Promise<void> => {
    await victim.statusSays(/rien n'est envoyé/);
    expect(await victim.page.getByRole("link", { name: /^(17|112|114|119|3018)/ }).count()).toBe(5);
  };

  it("in the middle of a conversation: the page says so and shows the numbers", async () => {
    const worker = await converse();
    await worker.evaluate(() => self.close()).catch(() => undefined);
    await saysThatItCannot();
  });

  it("because its cryptography has panicked: the same", async () => {
    const worker = await converse();
    await worker.evaluate(() => {
      void Promise.reject(new WebAssembly.RuntimeError("unreachable"));
    });
    await saysThatItCannot();
  });

  it("because its script is broken: the same, at once", async () => {
    const url = await isWorker();
    await victim.context.route(url, (route) =>
      route.fulfill({ contentType: "text/javascript", headers: HEADERS, body: "throw new Error('broken');" }),
    );
    await victim.page.reload();
    await victim.choose("home");
    await victim.start();
    await saysThatItCannot();
  });

  it("because its script does not come: it is asked for again, and the conversation begins when it does", async () => {
    const url = await isWorker();
    let asked = 0;
    await victim.context.route(url, (route) => (asked++ < 3 ? route.abort() : route.continue()));
    await victim.page.reload();
    await converse();
    expect(asked).toBeGreaterThan(3);
    await victim.end();
  });
});

/** Without which a browser takes no worker into this page. */
const HEADERS = { "cross-origin-embedder-policy": "require-corp" };
