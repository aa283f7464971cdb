/** A conversation on fakes, for tests, and how it is shown what the desk says. */
import type { Urgency, VictimStatus } from "@abri/contract";
import { Conversation, type ConversationParts } from "../conversation.ts";
import type { Said } from "../transcript.ts";
import { FakeDesk, FakeRoom, fakeSurroundings, settle } from "./fakes.ts";

export const IDLE_MS = 600_000;
export const DANGER = "je suis en danger";

const numberOf = (by: Said["by"]): string => (by === "victim" ? "moi" : String(by?.number ?? "?"));

export function setUpConversation(urgency: Urgency, more: Pick<ConversationParts, "cameBack"> = {}) {
  const desk = new FakeDesk();
  const room = new FakeRoom();
  const surroundings = fakeSurroundings();
  const conversation = new Conversation({
    desk,
    loadRoom: () => Promise.resolve(room),
    surroundings,
    idleMs: IDLE_MS,
    dangerWords: DANGER,
    transcript: (said) => `dit : ${said.map(({ by, text }) => `${numberOf(by)} ${text ?? "(image)"}`).join(", ")}`,
    intake: {
      situation: "online",
      role: "unsaid",
      ageBand: "unsaid",
      language: "fr",
      urgency,
      easyReading: false,
      body: "en ligne",
    },
    ...more,
  });
  let version = 0;
  const show = async (status: VictimStatus): Promise<void> => {
    version += 1;
    desk.show({ kind: "ok", value: { version, status } });
    await settle();
  };
  return { desk, room, surroundings, conversation, show };
}
