import { type OfficerView, UserId, type VictimStatus } from "@abri/contract";
import { describe, expect, it } from "vitest";
import { Conversation } from "./conversation.ts";
import { FakeDesk, FakeRoom, fakeSurroundings, settle } from "./testing/fakes.ts";

const AMINA: OfficerView = { userId: UserId.parse("@amina:police"), corps: "police", number: 3 };
const CLAIRE: OfficerView = { userId: UserId.parse("@claire:gendarmerie"), corps: "gendarmerie", number: 1 };

function setUp() {
  const desk = new FakeDesk();
  const room = new FakeRoom();
  const surroundings = fakeSurroundings();
  const conversation = new Conversation({
    desk,
    loadRoom: () => Promise.resolve(room),
    surroundings,
    intake: {
      situation: "online",
      role: "unsaid",
      ageBand: "unsaid",
      language: "fr",
      urgency: "normal",
      easyReading: false,
      body: "en ligne",
    },
  });
  let version = 0;
  const show = async (status: VictimStatus): Promise<void> => {
    version += 1;
    desk.show({ kind: "ok", value: { version, status } });
    await settle();
  };
  const log = (): string[] =>
    conversation
      .getState()
      .log.map((entry) => (entry.kind === "mine" ? `${entry.text}: ${entry.delivery}` : `< ${String(entry.text)}`));
  return { desk, room, surroundings, conversation, show, log };
}

describe("danger", () => {
  it("is told once, and stands in the intake", async () => {
    const { conversation, desk } = setUp();
    conversation.begin();
    await settle();
    conversation.endanger();
    conversation.endanger();
    await settle();
    expect(desk.calls.filter((call) => call === "danger")).toHaveLength(1);
    expect(conversation.getState().urgency).toBe("danger");
  });

  it("that was said before the start was answered is told afterwards", async () => {
    const { conversation, desk } = setUp();
    conversation.begin();
    conversation.endanger();
    await settle();
    expect(desk.calls.filter((call) => call === "danger")).toHaveLength(1);
  });
});

describe("a conversation", () => {
  it("asks for an officer only when there is a first message, and sends nothing before one is named", async () => {
    const { desk, room, conversation, log } = setUp();
    conversation.begin();
    await settle();
    expect(desk.calls).toEqual(["start"]);
    conversation.write("un");
    conversation.write("deux");
    await settle();
    expect(desk.calls).toEqual(["start", "ready"]);
    expect([room.invitations, room.attempts]).toEqual([[], []]);
    expect(log()).toEqual(["un: waiting", "deux: waiting"]);
  });

  it("keeps what is written before it has started", async () => {
    const { desk, room, conversation, show } = setUp();
    conversation.write("trop tôt");
    conversation.begin();
    await settle();
    expect(desk.calls).toEqual(["start", "ready"]);
    await show({ phase: "offered", officer: AMINA });
    expect(room.arrived).toEqual(["intake", "trop tôt"]);
  });

  it("invites the named officer, then sends the intake, then the messages in order", async () => {
    const { room, conversation, show, log } = setUp();
    conversation.begin();
    for (const text of ["un", "deux", "trois"]) conversation.write(text);
    await settle();
    await show({ phase: "offered", officer: AMINA });
    expect(room.invitations).toEqual([AMINA.userId]);
    expect(room.arrived).toEqual(["intake", "un", "deux", "trois"]);
    expect(log()).toEqual(["un: sent", "deux: sent", "trois: sent"]);
    await show({ phase: "active", officers: [AMINA] });
    conversation.write("quatre");
    await settle();
    expect(room.arrived).toEqual(["intake", "un", "deux", "trois", "quatre"]);
    expect(room.invitations).toHaveLength(1);
  });

  it("tries again under the same key, without overtaking, however often the network fails", async () => {
    const { desk, room, conversation, show } = setUp();
    desk.lost.start = 3;
    desk.lost.ready = 2;
    room.inviteOutcomes.push("later", "later");
    room.outcomes.push("later", "sent", "later", "no-reader", "later");
    conversation.begin();
    conversation.write("un");
    conversation.write("deux");
    await settle();
    await show({ phase: "offered", officer: AMINA });
    await settle();
    expect(room.arrived).toEqual(["intake", "un", "deux"]);
    expect(new Set(desk.startKeys).size).toBe(1);
    expect(desk.startKeys).toHaveLength(4);
    expect(new Set(room.attempts.filter(({ what }) => what === "un").map(({ key }) => key)).size).toBe(1);
    expect(room.invitations).toHaveLength(3);
  });

  it("says nothing and sends nothing when the named officer is not attested, and takes the next one", async () => {
    const { room, conversation, show, log } = setUp();
    room.inviteOutcomes.push("not-attested");
    conversation.begin();
    conversation.write("un");
    await settle();
    await show({ phase: "offered", officer: AMINA });
    expect(room.attempts).toEqual([]);
    expect(log()).toEqual(["un: waiting"]);
    await show({ phase: "waiting", ready: true, position: 1, minutes: null });
    await show({ phase: "offered", officer: CLAIRE });
    expect(room.invitations).toEqual([AMINA.userId, CLAIRE.userId]);
    expect(room.arrived).toEqual(["intake", "un"]);
  });

  it("invites the next officer also when all is sent, and the intake is sent once", async () => {
    const { room, conversation, show } = setUp();
    conversation.begin();
    conversation.write("un");
    await settle();
    await show({ phase: "offered", officer: AMINA });
    await show({ phase: "waiting", ready: true, position: 1, minutes: null });
    await show({ phase: "offered", officer: CLAIRE });
    await show({ phase: "waiting", ready: true, position: 1, minutes: null });
    await show({ phase: "offered", officer: AMINA });
    expect(room.invitations).toEqual([AMINA.userId, CLAIRE.userId, AMINA.userId]);
    expect(room.arrived).toEqual(["intake", "un"]);
  });

  it("stops at a message that is refused, and goes on from there when it is tried again", async () => {
    const { room, conversation, show, log } = setUp();
    room.outcomes.push("sent", "refused");
    conversation.begin();
    conversation.write("un");
    conversation.write("deux");
    await settle();
    await show({ phase: "active", officers: [AMINA] });
    expect(log()).toEqual(["un: failed", "deux: waiting"]);
    const [first] = conversation.getState().log;
    conversation.retry(first?.key ?? "");
    await settle();
    expect(log()).toEqual(["un: sent", "deux: sent"]);
  });

  it.each([
    ["encryption", "encryption"],
    ["tampered", "tampered"],
  ] as const)("sends nothing and closes when the room is not safe: %s", async (opened, why) => {
    const { desk, room, conversation, show, log } = setUp();
    room.opened = opened;
    conversation.begin();
    conversation.write("un");
    await settle();
    await show({ phase: "offered", officer: AMINA });
    expect(conversation.getState().phase).toEqual({ kind: "refused", why });
    expect([room.invitations, room.attempts, room.stops > 0]).toEqual([[], [], true]);
    expect(desk.calls).toEqual(["start", "close victim"]);
    expect(log()).toEqual(["un: failed"]);
  });

  it("stops at once when the room is tampered with", async () => {
    const { desk, room, conversation, show } = setUp();
    conversation.begin();
    await settle();
    await show({ phase: "active", officers: [AMINA] });
    room.listener?.tampered();
    conversation.write("un");
    await settle();
    expect(conversation.getState().phase).toEqual({ kind: "refused", why: "tampered" });
    expect(room.attempts).toEqual([]);
    expect(desk.calls).toEqual(["start", "close victim"]);
  });

  it("says that it is over when the desk no longer knows it", async () => {
    const { desk, room, conversation } = setUp();
    conversation.begin();
    await settle();
    desk.show({ kind: "gone" });
    await settle();
    expect(conversation.getState().phase).toEqual({ kind: "ended", reason: "gone" });
    expect(room.stops).toBe(1);
  });

  it("shows that the connection is lost, and that it is back", async () => {
    const { room, conversation } = setUp();
    conversation.begin();
    await settle();
    room.listener?.link("lost");
    expect(conversation.getState().link).toBe("lost");
    room.listener?.link("up");
    expect(conversation.getState().link).toBe("up");
  });

  it("forgets everything in the emergency exit, and only then hands over the notice", async () => {
    const { desk, room, conversation } = setUp();
    conversation.begin();
    conversation.write("secret");
    await settle();
    const notice = conversation.wipe();
    expect([conversation.getState().log, room.stops]).toEqual([[], 1]);
    expect(desk.calls).not.toContain("close emergency");
    notice?.();
    expect(desk.calls).toContain("close emergency");
  });

  it("has nothing to close in an emergency before it has started", () => {
    expect(setUp().conversation.wipe()).toBeNull();
  });
});
