/** A second officer, a silence, a network that is lost, danger. */
import type { OfficerClient } from "@abri/officer";
import type { VictimBrowser } from "../victimBrowser.ts";
import type { Held } from "./held.ts";
import { press, type Colleague, type Stage } from "./stage.ts";

/** A second officer is called, comes, and stays when the first goes. Resolves with the second. */
export async function changeOfficers(
  { onDuty, look }: Stage,
  victim: VictimBrowser,
  news: Held,
  first: Colleague,
  roomId: string,
): Promise<OfficerClient> {
  const { page, log } = victim;
  const people = page.locator(".talk-people summary");
  await people.click();
  await look(page, "people");
  await people.click();
  const { officer: second } = await onDuty("claire");
  const number = /\d{2}-\d{2}/.exec(first.officer.client.getRoom(roomId)?.name ?? "")?.[0] ?? "";
  await first.officer.client.sendTextMessage(first.permanence, `!renfort ${number} gendarmerie`);
  await log.getByText(/autre agent va venir/).waitFor();
  await news.while(async () => {
    await second.waitForInvitation(60_000);
    await second.accept(roomId);
    await look(page, "second-coming");
  });
  await victim.statusSays(/^Vous parlez avec .* et un/);
  // Who is there comes from the room, who answers from the desk: one after the other.
  await page.getByText(/^Dans cette conversation.*un gendarme/).waitFor();
  await people.click();
  await look(page, "second-here");
  await people.click();
  await first.officer.leave(roomId);
  await log.getByText(/La conversation continue avec/).waitFor();
  await look(page, "handed-over");
  return second;
}

/** A page whose clock is Playwright's: minutes pass at once. */
export async function beQuietAndAlone({ look }: Stage, victim: VictimBrowser): Promise<void> {
  const { page, context, log } = victim;
  await page.clock.fastForward("05:00");
  await log.getByText(/Prenez votre temps/).waitFor();
  await victim.statusSays(/vous parlez avec/i);
  await look(page, "quiet");
  await context.setOffline(true);
  await victim.statusSays(/^Connexion perdue\. Nous réessayons/);
  await look(page, "lost");
  await page.clock.fastForward("30:00");
  await victim.statusSays(/perdue depuis longtemps/);
  await look(page, "fading");
  await context.setOffline(false);
  await victim.statusSays(/vous parlez avec/i);
}

export async function beInDanger({ look }: Stage, victim: VictimBrowser): Promise<void> {
  await press(victim.page, "Je suis en danger maintenant");
  await victim.sees("Je suis en danger maintenant.");
  await victim.page.getByRole("region", { name: "Appelez, si vous le pouvez" }).waitFor();
  await look(victim.page, "danger");
}
