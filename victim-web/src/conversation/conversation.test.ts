import { type OfficerView, UserId } from "@abri/contract";
import { describe, expect, it } from "vitest";
import { settle } from "./testing/fakes.ts";
import { DANGER, IDLE_MS, setUpConversation } from "./testing/setUp.ts";

const AMINA: OfficerView = { userId: UserId.parse("@amina:police"), corps: "police", number: 3 };
const CLAIRE: OfficerView = { userId: UserId.parse("@claire:gendarmerie"), corps: "gendarmerie", number: 1 };

const BRUNO: OfficerView = { userId: UserId.parse("@bruno:police"), corps: "police", number: 4 };

function setUp(urgency: "normal" | "danger" = "normal") {
  const { desk, room, surroundings, conversation, show } = setUpConversation(urgency);
  const log = (): string[] =>
    conversation
      .getState()
      .log.filter((entry) => entry.kind !== "notice")
      .map((entry) => (entry.kind === "mine" ? `${String(entry.text)}: ${entry.delivery}` : `< ${String(entry.text)}`));
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

  it("is said to the officer once, before all that waits, also when nothing was written", async () => {
    const { conversation, desk, room, show, log } = setUp();
    conversation.begin();
    await settle();
    conversation.endanger();
    await settle();
    expect(desk.calls).toEqual(["start", "danger", "ready"]);
    conversation.endanger();
    conversation.write("il est là");
    await show({ phase: "offered", officer: AMINA });
    await show({ phase: "active", officers: [AMINA], coming: null });
    expect(room.attempts.map(({ what }) => what)).toEqual(["intake", DANGER, "il est là"]);
    expect(log()).toEqual([`${DANGER}: sent`, "il est là: sent"]);
  });

  it("overtakes what has failed", async () => {
    const { conversation, room, show } = setUp();
    room.outcomes.push("sent", "refused");
    conversation.begin();
    conversation.write("un");
    conversation.write("deux");
    await show({ phase: "active", officers: [AMINA], coming: null });
    conversation.endanger();
    await settle();
    expect(room.attempts.map(({ what }) => what)).toEqual(["intake", "un", DANGER]);
  });

  it("from the first screen on is said with the first message, and asks for nobody before that", async () => {
    const { conversation, desk, room, show } = setUp("danger");
    conversation.begin();
    await settle();
    expect(desk.calls).toEqual(["start"]);
    conversation.write("il est là");
    conversation.write("vite");
    await show({ phase: "offered", officer: AMINA });
    await show({ phase: "active", officers: [AMINA], coming: null });
    expect(room.attempts.map(({ what }) => what)).toEqual(["intake", DANGER, "il est là", "vite"]);
  });

  it("is no more when the conversation is over", async () => {
    const { conversation, log } = setUp();
    conversation.begin();
    await settle();
    conversation.end();
    conversation.endanger();
    await settle();
    expect([conversation.getState().urgency, log()]).toEqual(["normal", []]);
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

  it("follows the place in the queue, which moves without a new version", async () => {
    const { desk, conversation, show } = setUp();
    conversation.begin();
    await show({ phase: "waiting", ready: true, position: 1, minutes: null });
    expect(conversation.getState().phase).toMatchObject({ position: 1 });
    const status = { phase: "waiting", ready: true, position: 2, minutes: 5 } as const;
    desk.show({ kind: "ok", value: { version: 1, status } });
    await settle();
    expect(conversation.getState().phase).toMatchObject({ position: 2, minutes: 5 });
  });

  it("keeps what is written before it has started", async () => {
    const { desk, room, conversation, show } = setUp();
    conversation.write("trop tôt");
    conversation.begin();
    await settle();
    expect(desk.calls).toEqual(["start", "ready"]);
    await show({ phase: "offered", officer: AMINA });
    await show({ phase: "active", officers: [AMINA], coming: null });
    expect(room.arrived).toEqual(["intake", "trop tôt"]);
  });

  it("invites the named officer, then sends the intake, then the messages in order", async () => {
    const { room, conversation, show, log } = setUp();
    conversation.begin();
    for (const text of ["un", "deux", "trois"]) conversation.write(text);
    await settle();
    await show({ phase: "offered", officer: AMINA });
    // Whoever does not come has nothing of it, and nothing is read before this device is known.
    expect([room.invitations, room.attempts]).toEqual([[AMINA.userId], []]);
    expect(log()).toEqual(["un: waiting", "deux: waiting", "trois: waiting"]);
    await show({ phase: "active", officers: [AMINA], coming: null });
    expect(room.arrived).toEqual(["intake", "un", "deux", "trois"]);
    expect(log()).toEqual(["un: sent", "deux: sent", "trois: sent"]);
    conversation.write("quatre");
    await settle();
    expect(room.arrived).toEqual(["intake", "un", "deux", "trois", "quatre"]);
    expect(room.invitations).toHaveLength(1);
  });

  it("waits for an officer's client to learn of this device for as long as the servers seem to need, whatever ends a pause", async () => {
    const { room, surroundings } = await joinedAfterInvitingFor(4_000);
    await surroundings.advance(1_000);
    await surroundings.cutPauses();
    await surroundings.advance(6_000);
    expect(room.attempts).toEqual([]);
    await surroundings.advance(1_000);
    expect(room.arrived).toEqual(["intake", "un"]);
  });

  it("does not wait for ever when inviting took very long", async () => {
    const { room, surroundings } = await joinedAfterInvitingFor(40_000);
    expect(room.attempts).toEqual([]);
    await surroundings.advance(15_000);
    expect(room.arrived).toEqual(["intake", "un"]);
  });

  it("invites whoever is to take over, once an offer, and goes on sending meanwhile", async () => {
    const { room, conversation, show } = setUp();
    conversation.begin();
    conversation.write("un");
    await settle();
    await show({ phase: "offered", officer: AMINA });
    await show({ phase: "active", officers: [AMINA], coming: { officer: CLAIRE, offer: 7 } });
    expect(room.invitations).toEqual([AMINA.userId, CLAIRE.userId]);
    conversation.write("deux");
    await settle();
    await show({ phase: "active", officers: [AMINA], coming: null });
    expect(room.invitations).toHaveLength(2);
    // Declined, and asked again later.
    await show({ phase: "active", officers: [AMINA], coming: { officer: CLAIRE, offer: 9 } });
    expect(room.invitations).toEqual([AMINA.userId, CLAIRE.userId, CLAIRE.userId]);
    await show({ phase: "active", officers: [CLAIRE], coming: null });
    conversation.write("trois");
    await settle();
    expect(room.arrived).toEqual(["intake", "un", "deux", "trois"]);
  });

  it("tells whoever takes over what the others have said, once, and before what is said next", async () => {
    const { room, conversation, show, log } = setUp();
    conversation.begin();
    conversation.write("un");
    await settle();
    await show({ phase: "offered", officer: AMINA });
    await show({ phase: "active", officers: [AMINA], coming: null });
    room.listener?.received("$1", AMINA.userId, "bonjour");
    await show({ phase: "active", officers: [AMINA], coming: { officer: CLAIRE, offer: 7 } });
    room.outcomes.push("later");
    await show({ phase: "active", officers: [CLAIRE, AMINA], coming: null });
    conversation.write("deux");
    await settle();
    await show({ phase: "active", officers: [CLAIRE], coming: null });
    expect(room.arrived).toEqual(["intake", "un", "dit : 3 bonjour", "deux"]);
    expect(log().join()).not.toContain("dit :");
    // Back again: all that has been said since their own last words.
    room.listener?.received("$2", CLAIRE.userId, "je suis là");
    await show({ phase: "active", officers: [AMINA, CLAIRE], coming: null });
    expect(room.arrived.at(-1)).toBe("dit : moi deux, 1 je suis là");
    // Somebody whom another officer has invited has no keys of this page's.
    await show({ phase: "active", officers: [BRUNO, AMINA], coming: null });
    expect(room.arrived.at(-1)).toBe("dit : moi un, 3 bonjour, moi deux, 1 je suis là");
  });

  it("says nothing for somebody who has gone again to those who are there", async () => {
    const { room, conversation, show } = setUp();
    conversation.begin();
    conversation.write("un");
    await settle();
    await show({ phase: "offered", officer: AMINA });
    await show({ phase: "active", officers: [AMINA], coming: null });
    room.listener?.received("$1", AMINA.userId, "bonjour");
    await show({ phase: "active", officers: [AMINA], coming: { officer: CLAIRE, offer: 7 } });
    let letGo: () => void = () => undefined;
    room.hold = new Promise((resolve) => (letGo = resolve));
    room.outcomes.push("later");
    await show({ phase: "active", officers: [CLAIRE, AMINA], coming: null });
    await show({ phase: "active", officers: [AMINA], coming: null });
    letGo();
    await settle();
    expect(room.attempts.map(({ what, outcome }) => [what, outcome]).slice(2)).toEqual([["dit : 3 bonjour", "later"]]);
    expect(room.calls.filter((call) => call.startsWith("forget"))).toHaveLength(1);
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
    await show({ phase: "active", officers: [AMINA], coming: null });
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
    await show({ phase: "active", officers: [CLAIRE], coming: null });
    expect(room.invitations).toEqual([AMINA.userId, CLAIRE.userId]);
    expect(room.arrived).toEqual(["intake", "un"]);
  });

  it("invites the next officer also when all is sent, and the intake is sent once", async () => {
    const { room, conversation, show } = setUp();
    conversation.begin();
    conversation.write("un");
    await settle();
    await show({ phase: "offered", officer: AMINA });
    await show({ phase: "active", officers: [AMINA], coming: null });
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
    await show({ phase: "active", officers: [AMINA], coming: null });
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
    expect(desk.calls).toEqual(["start", "end"]);
    expect(log()).toEqual(["un: failed"]);
  });

  it.each([
    ["is tampered with", "tampered", "tampered"],
    ["can encrypt no more", "broken", "encryption"],
  ] as const)("stops at once when the room %s", async (_name, told, why) => {
    const { desk, room, conversation, show } = setUp();
    conversation.begin();
    await settle();
    await show({ phase: "active", officers: [AMINA], coming: null });
    room.listener?.[told]();
    conversation.write("un");
    await settle();
    expect(conversation.getState().phase).toEqual({ kind: "refused", why });
    expect(room.attempts).toEqual([]);
    expect(desk.calls).toEqual(["start", "end"]);
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
    const notice = conversation.wipe("emergency");
    expect([conversation.getState().log, room.stops]).toEqual([[], 1]);
    expect(desk.calls).not.toContain("leave emergency");
    notice?.();
    expect(desk.calls).toContain("leave emergency");
  });

  it("has nothing to close in an emergency before it has started", () => {
    expect(setUp().conversation.wipe("emergency")).toBeNull();
  });

  it("hands over another notice when the page goes without the exit", async () => {
    const { desk, conversation } = setUp();
    conversation.begin();
    await settle();
    conversation.wipe("closed")?.();
    expect(desk.calls).toEqual(["start", "leave closed"]);
  });
});

describe("ending it", () => {
  it("is over at once, and the desk is told until it has heard", async () => {
    const { desk, conversation } = setUp();
    conversation.begin();
    await settle();
    desk.lost.end = 2;
    conversation.end();
    expect(conversation.getState()).toMatchObject({ phase: { kind: "ended", reason: "victim" }, untold: false });
    await settle();
    expect(desk.calls).toEqual(["start", "end", "end", "end"]);
    expect(conversation.getState().untold).toBe(false);
  });

  it("says so while the desk could not be told; the exit then tells it", async () => {
    const { desk, conversation } = setUp();
    conversation.begin();
    await settle();
    desk.lost.end = Infinity;
    conversation.end();
    await settle();
    expect(conversation.getState().untold).toBe(true);
    conversation.wipe("emergency")?.();
    expect(desk.calls.at(-1)).toBe("leave emergency");
  });

  it("also ends what was only being started", async () => {
    const { desk, conversation } = setUp();
    conversation.begin();
    conversation.end();
    await settle();
    expect(desk.calls).toEqual(["start", "start", "end"]);
    expect(new Set(desk.startKeys).size).toBe(1);
  });

  it("leaves nothing to tell afterwards", async () => {
    const { conversation } = setUp();
    conversation.begin();
    await settle();
    conversation.end();
    await settle();
    expect(conversation.wipe("emergency")).toBeNull();
  });

  it("tells how the page is seen, as long as there is something to tell it of", async () => {
    const { desk, conversation } = setUp();
    conversation.inSight("hidden");
    conversation.begin();
    await settle();
    conversation.inSight("hidden");
    conversation.end();
    conversation.inSight("shown");
    await settle();
    expect(desk.calls).toEqual(["start", "page hidden", "end"]);
  });
});

/** With one message written; inviting the officer took so long. */
async function joinedAfterInvitingFor(ms: number) {
  const all = setUp();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  all.room.holdInvitations = promise;
  all.conversation.begin();
  all.conversation.write("un");
  await settle();
  await all.show({ phase: "offered", officer: AMINA });
  await all.surroundings.advance(ms);
  resolve(undefined);
  await all.show({ phase: "active", officers: [AMINA], coming: null });
  return all;
}

async function connected() {
  const all = setUp();
  all.conversation.begin();
  await settle();
  await all.show({ phase: "offered", officer: AMINA });
  await all.show({ phase: "active", officers: [AMINA], coming: null });
  const keyOf = (text: string): string => {
    const found = all.conversation.getState().log.find((entry) => entry.kind === "mine" && entry.text === text);
    if (!found) throw new Error(`nothing says ${text}`);
    return found.key;
  };
  return { ...all, keyOf };
}

describe("a message that has failed", () => {
  it("keeps the later ones back until the victim takes it away", async () => {
    const { room, conversation, log, keyOf } = await connected();
    room.outcomes.push("sent", "refused");
    conversation.write("un");
    conversation.write("deux");
    await settle();
    expect(log()).toEqual(["un: failed", "deux: waiting"]);
    conversation.withdraw(keyOf("un"));
    await settle();
    expect(log()).toEqual(["deux: sent"]);
    expect(room.calls.filter((call) => call.startsWith("forget"))).toHaveLength(1);
  });
});

describe("editing and taking back", () => {
  it("brings the last text once the message is there", async () => {
    const { room, conversation, log, keyOf } = await connected();
    room.outcomes.push("sent", "later", "later", "sent", "later", "later", "sent");
    conversation.write("un");
    const key = keyOf("un");
    await settle();
    conversation.edit(key, "deux");
    conversation.edit(key, "trois");
    await settle();
    expect(room.arrived).toEqual(["intake", "un", "edit: trois"]);
    const keys = room.attempts.filter(({ what }) => what === "edit: trois").map(({ key: one }) => one);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    expect(log()).toEqual(["trois: sent"]);
  });

  it("takes a message and all its edits out of the room", async () => {
    const { room, conversation, log, keyOf } = await connected();
    conversation.write("un");
    await settle();
    const key = keyOf("un");
    conversation.edit(key, "deux");
    await settle();
    room.redactOutcomes.push("done", "later");
    conversation.withdraw(key);
    expect(JSON.stringify(conversation.getState().log)).not.toMatch(/un|deux/);
    await settle();
    const redacted = room.calls.filter((call) => call.startsWith("redact"));
    expect(redacted.map((call) => /: (.*)$/.exec(call)?.[1])).toEqual(["done", "later", "done", "done"]);
    expect(new Set(redacted.map((call) => call.split(":")[0])).size).toBe(2);
    expect(log()).toEqual(["null: sent"]);
  });

  it("finds out first what became of a message that may have left", async () => {
    const { room, conversation, log, keyOf } = await connected();
    let letGo: () => void = () => undefined;
    room.hold = new Promise((resolve) => (letGo = resolve));
    room.outcomes.push("sent", "later", "later");
    conversation.write("un");
    await settle();
    letGo();
    await settle();
    room.hold = new Promise((resolve) => (letGo = resolve));
    room.outcomes.push("later");
    conversation.write("deux");
    conversation.withdraw(keyOf("deux"));
    letGo();
    await settle();
    expect(room.attempts.slice(-2).map(({ what }) => what)).toEqual(["deux", "again"]);
    expect(room.calls.filter((call) => call.startsWith("redact"))).toHaveLength(1);
    expect(log()).toEqual(["un: sent", "null: sent"]);
  });
});

describe("what the page says of itself", () => {
  it("tells the room what was seen, each once and never backwards", async () => {
    const { room, conversation } = await connected();
    room.listener?.received("$1", AMINA.userId, "a");
    room.listener?.received("$2", AMINA.userId, "b");
    for (const key of ["$1", "$1", "$2", "$1"]) conversation.seen(key);
    expect(room.calls).toEqual(["read $1", "read $2"]);
  });

  it("tells that the victim writes only when they have said so, and stops", async () => {
    const { room, conversation, surroundings } = await connected();
    conversation.typed();
    expect(room.calls).toEqual([]);
    conversation.showTyping(true);
    for (let i = 0; i < 5; i += 1) conversation.typed();
    expect(room.calls).toEqual(["typing"]);
    await surroundings.advance(6_000);
    expect(room.calls).toEqual(["typing", "not typing"]);
    conversation.typed();
    conversation.write("un");
    expect(room.calls.slice(2)).toEqual(["typing", "not typing"]);
    conversation.showTyping(false);
    conversation.typed();
    expect(room.calls).toHaveLength(4);
  });

  it("notices a long silence, and forgets it at the next word of either side", async () => {
    const { room, conversation, surroundings } = await connected();
    conversation.write("un");
    await settle();
    await surroundings.advance(236_000);
    expect(conversation.getState().quiet).toBe(false);
    await surroundings.advance(4_000);
    expect(conversation.getState().quiet).toBe(true);
    room.listener?.received("$1", AMINA.userId, "a");
    expect(conversation.getState().quiet).toBe(false);
    await surroundings.advance(240_000);
    expect(conversation.getState().quiet).toBe(true);
    conversation.write("deux");
    expect(conversation.getState().quiet).toBe(false);
  });
});

describe("a network that is gone for long", () => {
  it("says before the desk gives up that it will, and takes it back when there is an answer", async () => {
    const { desk, conversation, surroundings } = await connected();
    desk.show({ kind: "later", afterMs: 10_000 });
    await settle();
    expect(conversation.getState()).toMatchObject({ link: "lost", fading: false });
    await surroundings.advance(IDLE_MS * 0.7);
    expect(conversation.getState()).toMatchObject({ link: "lost", fading: true });
    desk.show({ kind: "ok", value: { version: 99, status: { phase: "active", officers: [AMINA], coming: null } } });
    conversation.stillHere();
    await settle();
    expect(conversation.getState()).toMatchObject({ fading: false });
  });

  it("knows why it is over when the desk gave up in the meantime", async () => {
    const { desk, conversation, surroundings } = await connected();
    desk.show({ kind: "later", afterMs: 10_000 });
    await settle();
    await surroundings.advance(IDLE_MS);
    desk.show({ kind: "gone" });
    surroundings.wakeUp();
    await settle();
    expect(conversation.getState().phase).toEqual({ kind: "ended", reason: "idle" });
  });
});

describe("a page that was asleep", () => {
  it("claims nothing until the desk and the room have answered, and asks both at once", async () => {
    const { desk, room, conversation, surroundings } = await connected();
    const asked: number[] = [];
    const status = desk.status.bind(desk);
    desk.status = (token, since, signal) => {
      asked.push(since);
      return status(token, since, signal);
    };
    surroundings.wakeUp();
    expect(conversation.getState().link).toBe("checking");
    await settle();
    expect(room.calls).toEqual(["wake"]);
    expect(asked[0]).toBe(-1);
    expect(conversation.getState().link).toBe("checking");
    room.listener?.link("up");
    expect(conversation.getState().link).toBe("up");
  });
});
