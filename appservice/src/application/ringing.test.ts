import type { ConversationId, RoomId, UserId } from "@abri/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { Conversation } from "../domain/conversation.ts";
import { offeredTo, ordered } from "../domain/handover.ts";
import type { StoredConversation } from "../ports/conversationStore.ts";
import { Ringing } from "./ringing.ts";

const ID = "00000000-0000-4000-8000-000000000001" as ConversationId;
const POLICE = "!police" as RoomId;
const amina = "@amina:p" as UserId;
const claire = "@claire:g" as UserId;
const AT = 5_000;

const offered: Conversation = {
  phase: "offered",
  ...{ readySince: 1, asked: [], officer: amina, offeredAt: 2, deadline: 3, invited: true },
};
const active: Conversation = { phase: "active", readySince: 1, officers: [claire], page: "here" };

let rung: unknown[][];
beforeEach(() => {
  rung = [];
});

async function ring(state: Conversation | null, officer: UserId, training = false): Promise<void> {
  const conversation = state && ({ number: "48-21", training, state } as StoredConversation);
  const ringing = new Ringing({
    store: { read: () => Promise.resolve(conversation) },
    permanences: {
      ring: (...call) => {
        rung.push(call);
        return Promise.resolve();
      },
    },
    roomFor: (one) => (one === amina ? POLICE : null),
  });
  await ringing.ring(ID, officer, AT);
}

describe("an offer", () => {
  it("rings for whoever is asked, in their Permanence, with the number", async () => {
    await ring(offered, amina);
    const text = "Conversation 48-21 : on vous attend. Répondez à l’invitation.";
    expect(rung).toEqual([[POLICE, text, amina, `ring-${ID}-${amina}-${AT}`]]);
  });

  it("rings for whoever is asked to take over", async () => {
    const order = ordered({ by: claire, from: claire, wanted: { kind: "officer", userId: amina } }, 1);
    await ring({ ...active, handover: offeredTo(order, amina, 2, 3, true) }, amina);
    expect(rung).toHaveLength(1);
  });

  it("says that it is an exercise", async () => {
    await ring(offered, amina, true);
    expect(rung[0]?.[1]).toMatch(/^\[EXERCICE\] Conversation 48-21/);
  });

  it.each<[string, Conversation | null, UserId]>([
    ["another one is asked now", { ...offered, officer: claire }, amina],
    ["they have come", { ...active, officers: [amina] }, amina],
    ["it is gone", null, amina],
    ["they are of no corps", { ...offered, officer: claire }, claire],
  ])("rings for nobody when %s", async (_, state, officer) => {
    await ring(state, officer);
    expect(rung).toEqual([]);
  });
});
