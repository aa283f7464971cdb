/**
 * From the click on « Démarrer » to the first message decrypted by the officer, who accepts at once. Floor: a second message in the same
 * conversation, which costs only encryption, two homeservers and decryption.
 */
import { openOfficer } from "@abri/officer";
import type { Endpoints } from "@abri/local-system";
import { withBrowser, write } from "./browser.ts";
import { median, spread } from "./figures.ts";

const RUNS = 5;

export async function firstMessage(endpoints: Endpoints): Promise<string[]> {
  const { homeserver, userId, password, recoveryKey, corps } = named(endpoints, "@amina:");
  const officer = await openOfficer({ homeserver, userId, password, recoveryKey });
  const permanence = endpoints.permanences.find((candidate) => candidate.corps === corps);
  if (permanence === undefined) throw new Error(`no permanence ${corps}`);
  await officer.onDuty(permanence.roomId, { capacity: 1, skills: [] });
  const first: number[] = [];
  const second: number[] = [];
  try {
    for (let run = 0; run < RUNS; run += 1) {
      await withBrowser(async (page) => {
        await page.goto(endpoints.victimWeb);
        await page.getByRole("button", { name: "Sur les réseaux sociaux" }).click();
        await page.waitForTimeout(2_000); // The child reads the advice; the cryptography loads meanwhile.
        const begin = Date.now();
        await page.getByRole("button", { name: "Démarrer la conversation" }).click();
        await write(page, `premier ${run}`);
        const { roomId } = await officer.waitForInvitation(60_000);
        await officer.accept(roomId);
        await officer.waitForMessage(roomId, (m) => m.kind === "text" && m.text === `premier ${run}`, 60_000);
        first.push(Date.now() - begin);

        const again = Date.now();
        await write(page, `second ${run}`);
        await officer.waitForMessage(roomId, (m) => m.kind === "text" && m.text === `second ${run}`, 60_000);
        second.push(Date.now() - again);
        await page.getByRole("button", { name: "Terminer la conversation" }).click();
        await page
          .getByRole("status")
          .filter({ hasText: /terminé/i })
          .waitFor();
      });
    }
  } finally {
    await officer.offDuty(permanence.roomId);
    await officer.close();
  }
  return [
    "Click on « Démarrer » to first message readable by the officer (encryption loaded, officer accepts at once)",
    `  first message:         ${spread(first)}`,
    `  a message later on:    ${spread(second)}: the floor, ${(median(first) / median(second)).toFixed(1)} ×`,
  ];
}

function named(endpoints: Endpoints, start: string): Endpoints["officers"][number] {
  const found = endpoints.officers.find(({ userId }) => userId.startsWith(start));
  if (found === undefined) throw new Error(`no officer ${start} in the endpoints file`);
  return found;
}
