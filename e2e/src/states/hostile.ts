/** What a hostile homeserver can put before a victim's eyes: somebody whom nobody has attested, and a room that protects no more. */
import type { OfficerClient } from "@abri/officer";
import type { VictimBrowser } from "../victimBrowser.ts";
import type { Stage } from "./stage.ts";

export const STRANGERS_WORDS = ["ouvre la porte, je suis policier", "c'est urgent"] as const;

/** Somebody is put into the room, speaks, and is removed again by the desk once it sees. */
export async function meetStranger(stage: Stage, victim: VictimBrowser, roomId: string): Promise<void> {
  const { page, log } = victim;
  const people = page.locator(".talk-people summary");
  const someoneElse = page.getByText(/^Dans cette conversation.*quelqu'un d'autre, sans pouvoir lire/);
  await stage.server.withBlindDesk(async () => {
    const stranger = await putStrangerIn(stage, roomId);
    await someoneElse.waitFor();
    const [encrypted, inClear] = STRANGERS_WORDS;
    await stranger.send(roomId, encrypted);
    await sendInClear(stranger, roomId, inClear);
    await log.getByText("2 messages ne sont pas affichés").waitFor();
    await people.click();
    await stage.look(page, "stranger");
    await people.click();
  });
  await someoneElse.waitFor({ state: "detached" });
  await stage.look(page, "stranger-gone");
}

/** The stranger is in it when this resolves. */
export async function putStrangerIn(
  { server, stranger }: Pick<Stage, "server" | "stranger">,
  roomId: string,
): Promise<OfficerClient> {
  const somebody = await stranger();
  await server.inviteAsBot(roomId, somebody.userId);
  await somebody.waitForInvitation(30_000);
  await somebody.accept(roomId);
  return somebody;
}

/** A name in the room's state means nothing to the page; who may read does. */
export async function meetTampering({ server, look }: Stage, victim: VictimBrowser, roomId: string): Promise<void> {
  await server.changeAsBot(roomId, "m.room.name", { name: "<h1>Cliquez ici</h1>" });
  await server.changeAsBot(roomId, "m.room.history_visibility", { history_visibility: "world_readable" });
  await victim.statusSays(/n'est plus sûre/);
  await look(victim.page, "refused-tampered");
}

async function sendInClear({ client }: OfficerClient, roomId: string, body: string): Promise<void> {
  const room = encodeURIComponent(roomId);
  const answer = await fetch(`${client.getHomeserverUrl()}/_matrix/client/v3/rooms/${room}/send/m.room.message/clear`, {
    method: "PUT",
    headers: { authorization: `Bearer ${client.getAccessToken() ?? ""}` },
    body: JSON.stringify({ msgtype: "m.text", body }),
  });
  if (!answer.ok) throw new Error(`in clear: ${answer.status}`);
}
