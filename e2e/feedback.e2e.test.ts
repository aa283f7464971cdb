/** Three questions once a conversation is over: what arrives of them, from whom, and that everybody can answer or leave them. */
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { OfficerClient } from "@abri/officer";
import { ErrorBody, StartResponse } from "@abri/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { axeFindings } from "./src/axe.ts";
import { dumpDatabases, type Place, search } from "./src/everythingStored.ts";
import { focused, overflows, smallTargets } from "./src/measures.ts";
import { NeutralPage } from "./src/neutralPage.ts";
import { dismiss, endpoints, officerOnDuty } from "./src/system.ts";
import { talk } from "./src/talk.ts";
import { storesHolding } from "./src/traces.ts";
import { until } from "./src/until.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const TITLE = "Trois questions, si vous voulez";
const SEND = "Envoyer mes réponses";

let victim: VictimBrowser;
let amina: OfficerClient;
let started: StartResponse;
let roomId: string;

beforeEach(async () => {
  amina = await officerOnDuty("amina", 1);
  victim = await VictimBrowser.open(endpoints().victimWeb);
  await NeutralPage.behind(victim.context);
  const starting = victim.page.waitForResponse((response) => response.url().endsWith("/api/conversations"));
  const talking = talk(victim, amina, "home", "bonjour");
  started = StartResponse.parse(await (await starting).json());
  roomId = await talking;
});

afterEach(async () => {
  await victim.close();
  await dismiss("amina", amina);
});

const questions = () => victim.page.getByRole("heading", { name: TITLE });
const answer = (question: RegExp, name: string) =>
  victim.page.getByRole("group", { name: question }).getByRole("button", { name, exact: true });

/** As a program that has the session token, beside the page; it waits as long as it is told to. */
async function say(token: string): Promise<[number, string]> {
  const response = await fetch(new URL("/api/feedback", endpoints().victimWeb), {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Abri": "1", Authorization: `Bearer ${token}` },
    body: JSON.stringify({ heard: "no", helped: "no", knows: "no" }),
  });
  const text = await response.text();
  if (response.status !== 429) return [response.status, text];
  await sleep(ErrorBody.parse(JSON.parse(text)).retry_after_ms ?? 0);
  return say(token);
}

/** What the service's own database holds: the answers, from whom they are due, and of conversations. */
async function kept(): Promise<{ answers: Place; due: Place; conversations: Place }> {
  const places = await dumpDatabases(endpoints().postgres);
  const table = (name: string): Place => {
    const found = places.find((place) => place.name.endsWith(`: public.${name}`));
    if (found === undefined) throw new Error(`no table ${name}`);
    return found;
  };
  return { answers: table("feedback"), due: table("feedback_due"), conversations: table("conversations") };
}
const lines = ({ bytes }: Place): string[] => bytes.toString("utf8").split("\n").filter(Boolean);

/** All that leads to this conversation. */
const itsNames = (): string[] => {
  const { conversationId, userId, deviceId, sessionToken } = started;
  return [conversationId, userId, deviceId, roomId, tokenHash(), sessionToken, amina.userId];
};
const tokenHash = (): string => createHash("sha256").update(started.sessionToken).digest("hex");

describe("feedback", () => {
  it("arrives without anything that leads to the conversation, once, by keyboard", async () => {
    const { page } = victim;
    const { answers: earlier, conversations } = await kept();
    const before = lines(earlier);
    // The control: the same search finds the conversation where it is.
    expect(search([conversations], itsNames()).map(({ word }) => word)).toContain(roomId);
    // While it lives nothing is taken, and this is how all refusals read.
    const refusal = await say(started.sessionToken);
    expect(refusal[0]).toBe(403);
    await victim.end();
    await questions().waitFor();
    const due = (await kept()).due.bytes.toString("utf8");
    expect(due).toContain(tokenHash());
    expect(
      search(
        [{ name: "due", bytes: Buffer.from(due) }],
        itsNames().filter((name) => name !== tokenHash()),
      ),
    ).toEqual([]);

    // Nothing is sent before « envoyer ».
    const sent: string[] = [];
    page.on("request", (request) => sent.push(request.url()));
    await answer(/écoutait/, "Oui").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toEqual({ name: "Un peu", marked: true, uncovered: true });
    // Changed, taken back, and changed again.
    await page.keyboard.press("Space");
    expect(await answer(/écoutait/, "Oui").getAttribute("aria-pressed")).toBe("false");
    await answer(/utile/, "Non").press("Enter");
    await answer(/utile/, "Non").press("Enter");
    await answer(/quoi faire/, "Non").press("Enter");
    expect(sent).toEqual([]);
    await answer(/quoi faire/, "Non").focus();
    await page.keyboard.press("Tab");
    expect((await focused(page)).name).toBe(SEND);
    await page.keyboard.press("Enter");
    await page.getByText("Merci.", { exact: true }).waitFor();
    expect(await page.getByText("Merci.", { exact: true }).getAttribute("aria-live")).toBe("polite");
    expect(await questions().count()).toBe(0);
    expect(sent).toEqual([new URL("/api/feedback", endpoints().victimWeb).href]);

    const { answers, due: afterwards } = await kept();
    expect(lines(answers)).toHaveLength(before.length + 3);
    // Columns are dumped in no order.
    expect(lines(answers).slice(before.length).sort()).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      "little",
      "no",
    ]);
    expect(search([answers, afterwards], itsNames())).toEqual([]);

    // A second time, and a token that never was: refused alike.
    expect(await say(started.sessionToken)).toEqual(refusal);
    expect(await say("t".repeat(43))).toEqual(refusal);
    expect(lines((await kept()).answers)).toHaveLength(before.length + 3);
    expect(await storesHolding(page)).toEqual([]);
  });

  it("is for everyone, below what was there, when the officer has ended it", async () => {
    const { page } = victim;
    await amina.leave(roomId);
    await questions().waitFor();
    // Below everything, and nothing has moved there by itself.
    expect(await page.evaluate(() => document.activeElement?.closest(".feedback") ?? null)).toBeNull();
    expect(await page.locator(".talk-over > :last-child").getAttribute("class")).toBe("feedback");
    await answer(/écoutait/, "Un peu").click();
    for (const width of [320, 390]) {
      await page.setViewportSize({ width, height: 700 });
      expect(await overflows(page)).toEqual([]);
      expect(await smallTargets(page, 44, ".feedback button")).toEqual([]);
    }
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await axeFindings(page)).toEqual([]);
    }
    await page.getByRole("button", { name: SEND }).click();
    await page.getByText("Merci.", { exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it("is taken from nobody who left in an emergency", async () => {
    const before = await kept();
    const refusal = await say("t".repeat(43));
    // The control is the first test: otherwise ended, the same token is good for it.
    await victim.emergencyExit();
    await NeutralPage.instead(victim.page);
    await until("the conversation is over", 30_000, async () => {
      const dead = await fetch(new URL("/api/conversation", endpoints().victimWeb), {
        headers: { Authorization: `Bearer ${started.sessionToken}` },
      });
      return dead.status === 401;
    });
    expect(refusal[0]).toBe(403);
    expect(await say(started.sessionToken)).toEqual(refusal);
    const { answers, due } = await kept();
    expect(answers).toEqual(before.answers);
    expect(due.bytes.toString("utf8")).not.toContain(tokenHash());
  });
});
