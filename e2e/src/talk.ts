/** How most tests of a conversation begin. */
import type { OfficerClient } from "@abri/officer";
import type { SITUATIONS, VictimBrowser } from "./victimBrowser.ts";

/** The officer takes the conversation that begins with `said`, and reads just that; resolves with its room. */
export async function take(officer: OfficerClient, said: string): Promise<string> {
  const { roomId } = await officer.waitForInvitation(60_000);
  await officer.accept(roomId);
  await officer.waitForMessage(roomId, (message) => message.kind === "text" && message.text === said, 60_000);
  return roomId;
}

/** From the first screen until both know that they talk with one another; resolves with the room. */
export async function talk(
  victim: VictimBrowser,
  officer: OfficerClient,
  situation: keyof typeof SITUATIONS,
  said: string,
): Promise<string> {
  await victim.choose(situation);
  await victim.start();
  await victim.write(said);
  const roomId = await take(officer, said);
  await victim.statusSays(/vous parlez avec .*polici/i);
  return roomId;
}
