/** A conversation that somebody comes back to with their phrase, and one that goes on elsewhere. */
import { AllowReturnRequest, type OfficerView, UserId } from "@abri/contract";
import { describe, expect, it } from "vitest";
import { type FakeRoom, SESSION, settle } from "./testing/fakes.ts";
import { setUpConversation } from "./testing/setUp.ts";

const AMINA: OfficerView = { userId: UserId.parse("@amina:police"), corps: "police", number: 3 };
const CLAIRE: OfficerView = { userId: UserId.parse("@claire:gendarmerie"), corps: "gendarmerie", number: 5 };
const DENIS: OfficerView = { userId: UserId.parse("@denis:gendarmerie"), corps: "gendarmerie", number: 6 };
const KEYS = AllowReturnRequest.parse({ lookup: "l".repeat(43), proof: "p".repeat(43) });
const KEY = new Uint8Array(32);

function setUp(cameBack: boolean) {
  const { desk, room, conversation, show } = setUpConversation(
    "normal",
    cameBack ? { cameBack: { session: SESSION, key: KEY } } : {},
  );
  const log = (): string[] =>
    conversation.getState().log.map((entry) => {
      switch (entry.kind) {
        case "mine":
          return `${String(entry.text)}: ${entry.delivery}`;
        case "theirs":
          return `< ${String(entry.text)} (${entry.officer?.number ?? "?"})`;
        case "notice":
          return entry.what;
      }
    });
  return { desk, room, conversation, show, log };
}

const SAID_BEFORE: FakeRoom["earlier"] = [
  (listener) => listener.recalled({ kind: "intake" }),
  (listener) => listener.recalled({ kind: "message", eventId: "$1", text: "un", attachment: null }),
  (listener) => listener.received("$2", AMINA.userId, "deux"),
  (listener) => listener.recalled({ kind: "message", eventId: "$3", text: "troi", attachment: null }),
  (listener) => listener.recalled({ kind: "edit", eventId: "$4", of: "$3", text: "trois" }),
];

describe("whoever has come back", () => {
  it("sees what was said, in its order, before what they already write; and the officer as somebody who was there", async () => {
    const { room, conversation, show, log } = setUp(true);
    let told: string[] = [];
    room.earlier.push(...SAID_BEFORE, () => (told = log()));
    await show({ phase: "active", officers: [AMINA], coming: null });
    conversation.begin();
    conversation.write("quatre");
    await settle();
    expect(told.map((line) => line.split(" (")[0])).toEqual(["un: sent", "< deux", "trois: sent", "quatre: waiting"]);
    expect(log()).toEqual(["un: sent", "< deux (3)", "trois: sent", "quatre: sent"]);
    // The intake was sent then.
    expect(room.attempts.map(({ what }) => what)).toEqual(["quatre"]);
  });

  it("says nothing again to whoever was there, and to one who comes then what the others have said", async () => {
    const { room, conversation, show } = setUp(true);
    room.earlier.push(...SAID_BEFORE);
    conversation.begin();
    await show({ phase: "active", officers: [AMINA], coming: null });
    expect(room.attempts).toEqual([]);
    await show({ phase: "active", officers: [AMINA], coming: { officer: CLAIRE, offer: 7 } });
    await show({ phase: "active", officers: [CLAIRE, AMINA], coming: null });
    expect(room.attempts.map(({ what }) => what)).toEqual(["dit : 3 deux"]);
  });

  it("knows the officers who were named before, also who has gone, and keeps those who are named now", async () => {
    const { room, conversation, show, log } = setUp(true);
    room.earlier.push((listener) => listener.named([AMINA]), ...SAID_BEFORE);
    conversation.begin();
    await show({ phase: "active", officers: [CLAIRE], coming: null });
    expect(log()).toContain("< deux (3)");
    expect(room.named).toEqual([AMINA.number, CLAIRE.number]);
    await show({ phase: "active", officers: [CLAIRE], coming: { officer: DENIS, offer: 7 } });
    await show({ phase: "active", officers: [DENIS, CLAIRE], coming: null });
    expect(room.attempts.map(({ what }) => what)).toEqual(["dit : 3 deux"]);
    expect(room.named).toEqual([AMINA.number, CLAIRE.number, DENIS.number]);
  });

  it("starts nothing, and what was read before is read", async () => {
    const { desk, room, conversation, show, log } = setUp(true);
    room.earlier.push(...SAID_BEFORE, (listener) => listener.read(new Set(["$1", "$2", "$3", "$4"])));
    conversation.begin();
    await show({ phase: "active", officers: [AMINA], coming: null });
    expect(desk.calls).toEqual([]);
    expect(log().filter((line) => line.endsWith(": read"))).toEqual(["un: read", "trois: read"]);
  });

  it("changes and takes back what they have said before, with its edits", async () => {
    const { room, conversation, show } = setUp(true);
    room.earlier.push(...SAID_BEFORE);
    conversation.begin();
    await show({ phase: "active", officers: [AMINA], coming: null });
    conversation.withdraw("$3");
    await settle();
    expect(room.calls.filter((call) => call.startsWith("redact")).map((call) => call.split(" ")[1])).toEqual([
      "$3",
      "$4",
    ]);
  });

  it("invites the officer who is asked although there is nothing new to read", async () => {
    const { room, conversation, show } = setUp(true);
    room.earlier.push(...SAID_BEFORE);
    conversation.begin();
    await show({ phase: "offered", officer: AMINA });
    expect(room.invitations).toEqual([AMINA.userId]);
  });

  it("sends the intake when it had never left", async () => {
    const { room, conversation, show } = setUp(true);
    conversation.begin();
    await show({ phase: "active", officers: [AMINA], coming: null });
    conversation.write("un");
    await settle();
    expect(room.attempts.map(({ what }) => what)).toEqual(["intake", "un"]);
  });

  it("can try another device when this one cannot open it: it is not ended", async () => {
    const { desk, room, conversation } = setUp(true);
    room.opened = "tampered";
    conversation.begin();
    await settle();
    expect(conversation.getState().phase).toEqual({ kind: "refused", why: "tampered" });
    expect(desk.calls).toEqual([]);
  });
});

describe("a conversation that can be come back to", () => {
  it("is so when both the gateway and the room have taken it", async () => {
    const { desk, room, conversation } = setUp(false);
    conversation.begin();
    await settle();
    expect(conversation.getState().kept).toBe(false);
    expect(await conversation.keep(KEYS, KEY)).toBe("kept");
    expect([desk.calls.includes("allowReturn"), room.calls]).toEqual([true, ["keep"]]);
    expect(conversation.getState().kept).toBe(true);
  });

  it("is not when the room refuses", async () => {
    const { room, conversation } = setUp(false);
    room.kept = "refused";
    conversation.begin();
    await settle();
    expect([await conversation.keep(KEYS, KEY), conversation.getState().kept]).toEqual(["refused", false]);
  });

  it("that goes on in another page says so, and shows nothing any more", async () => {
    const { desk, room, conversation, show, log } = setUp(false);
    conversation.begin();
    await show({ phase: "active", officers: [AMINA], coming: null });
    conversation.write("un");
    await settle();
    expect(log()).toContain("un: sent");
    desk.show({ kind: "moved" });
    await settle();
    expect(conversation.getState().phase).toEqual({ kind: "ended", reason: "moved" });
    expect([log(), room.stops, desk.calls.includes("end")]).toEqual([[], 1, false]);
  });
});
