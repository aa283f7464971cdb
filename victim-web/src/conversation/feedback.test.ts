/** When the page may ask how it was, and what becomes of the answer. */
import { type CloseReason, OfficerView } from "@abri/contract";
import { describe, expect, it } from "vitest";
import { settle } from "./testing/fakes.ts";
import { setUpConversation } from "./testing/setUp.ts";

const AMINA = OfficerView.parse({ userId: "@amina:police", corps: "police", number: 3 });
const SAID = { heard: "yes", helped: null, knows: "no" } as const;
const GIVEN = "feedback yes null no";

async function talking() {
  const all = setUpConversation("normal");
  all.conversation.begin();
  all.conversation.write("bonjour");
  await settle();
  await all.show({ phase: "offered", officer: AMINA });
  await all.show({ phase: "active", officers: [AMINA], coming: null });
  return all;
}

describe("feedback", () => {
  it("is due from the victim's own end on, and is given when the desk knows of that end", async () => {
    const { conversation, desk } = await talking();
    expect(conversation.getState().feedbackDue).toBe(false);
    desk.lost.end = 1;
    conversation.end();
    expect(conversation.getState().feedbackDue).toBe(true);
    expect(await conversation.giveFeedback(SAID)).toBe(true);
    expect(desk.calls.slice(-3)).toEqual(["end", "end", GIVEN]);
  });

  it.each<[CloseReason, boolean]>([
    ["officer", true],
    ["idle", true],
    ["emergency", false],
    ["failed", false],
    ["unanswered", false],
  ])("after an end by %s: %s", async (reason, due) => {
    const { conversation, desk, show } = await talking();
    await show({ phase: "closed", reason });
    expect(conversation.getState().feedbackDue).toBe(due);
    expect(await conversation.giveFeedback(SAID)).toBe(due);
    expect(desk.calls.includes(GIVEN)).toBe(due);
  });

  it("is not asked for where nobody has answered", async () => {
    const { conversation, desk } = setUpConversation("normal");
    conversation.begin();
    conversation.write("bonjour");
    await settle();
    conversation.end();
    expect(conversation.getState().feedbackDue).toBe(false);
    expect(await conversation.giveFeedback(SAID)).toBe(false);
    expect(desk.calls).not.toContain(GIVEN);
  });

  it("is gone with the exit", async () => {
    const { conversation, desk } = await talking();
    conversation.end();
    await settle();
    conversation.wipe("emergency");
    expect(conversation.getState().feedbackDue).toBe(false);
    expect(await conversation.giveFeedback(SAID)).toBe(false);
    expect(desk.calls).not.toContain(GIVEN);
  });

  it("that is tried again stops with the exit", async () => {
    const { conversation, desk } = await talking();
    conversation.end();
    await settle();
    desk.feedbackAnswers = Array.from({ length: 1_000 }, () => ({ kind: "later", afterMs: 0 }) as const);
    const given = conversation.giveFeedback(SAID);
    await settle();
    conversation.wipe("emergency");
    expect(await given).toBe(false);
    const tries = desk.calls.length;
    await settle();
    expect(desk.calls).toHaveLength(tries);
  });

  it.each([
    ["refused", [{ kind: "refused", code: "M_FORBIDDEN" }], false],
    // The answer to the first try was lost on the way: it had been taken.
    [
      "lost, then refused",
      [
        { kind: "later", afterMs: 0 },
        { kind: "refused", code: "M_FORBIDDEN" },
      ],
      true,
    ],
    [
      "told to wait, then refused",
      [
        { kind: "later", afterMs: 9 },
        { kind: "refused", code: "M_FORBIDDEN" },
      ],
      false,
    ],
    [
      "lost, then taken",
      [
        { kind: "later", afterMs: 0 },
        { kind: "ok", value: null },
      ],
      true,
    ],
  ] as const)("%s", async (_, answers, outcome) => {
    const { conversation, desk } = await talking();
    conversation.end();
    await settle();
    desk.feedbackAnswers = [...answers];
    expect(await conversation.giveFeedback(SAID)).toBe(outcome);
  });
});
