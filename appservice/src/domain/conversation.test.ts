import type { UserId } from "@abri/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decide,
  evolve,
  namedOfficers,
  nextDeadline,
  type Command,
  type Conversation,
  type Limits,
} from "./conversation.ts";
import type { Signs } from "./signs.ts";
import { LIMITS } from "./testing/limits.ts";

const amina = "@amina:police.example" as UserId;
const bruno = "@bruno:police.example" as UserId;
const mallory = "@mallory:elsewhere.example" as UserId;

const NOW = 1_000_000;
const limits = LIMITS;
const heard = NOW - 1_000;

const states = {
  opening: { phase: "opening", since: NOW },
  "waiting, nothing written": { phase: "waiting", readySince: null, asked: [], lastAskedAt: null, absentSince: null },
  "waiting, ready": { phase: "waiting", readySince: NOW, asked: [], lastAskedAt: null, absentSince: null },
  "waiting, amina asked": { phase: "waiting", readySince: NOW, asked: [amina], lastAskedAt: NOW, absentSince: null },
  "waiting, page absent": { phase: "waiting", readySince: NOW, asked: [], lastAskedAt: NOW, absentSince: NOW },
  "offered to amina": {
    phase: "offered",
    readySince: NOW,
    asked: [],
    officer: amina,
    offeredAt: NOW,
    deadline: NOW + 60_000,
    invited: false,
  },
  "offered to amina, invited": {
    phase: "offered",
    readySince: NOW,
    asked: [bruno],
    officer: amina,
    offeredAt: NOW,
    deadline: NOW + 60_000,
    invited: true,
  },
  "active with amina": { phase: "active", readySince: NOW, officers: [amina], page: "here" },
  "active with both": { phase: "active", readySince: NOW, officers: [amina, bruno], page: "here" },
  closed: { phase: "closed", reason: "victim", at: NOW },
  erased: { phase: "erased" },
} as const satisfies Record<string, Conversation>;

const shown = (heardAt: number): Signs => ({ heardAt, hungUpAt: null, page: "shown" });
/** Of a page that is there: the unit tests of its silence stand beside `signs.ts`. */
const tick = (heardAt: number): Command => ({ type: "tick", signs: shown(heardAt), limits });
const offer = (officer: UserId, newRound = false): Command => ({
  type: "offer",
  officer,
  deadline: NOW + 60_000,
  newRound,
});

/** Every command in every way that can matter, and the time at which it comes. */
const commands = {
  open: [{ type: "open" }, NOW],
  fail: [{ type: "fail" }, NOW],
  ready: [{ type: "ready" }, NOW],
  danger: [{ type: "danger", by: null }, NOW],
  "offer amina": [offer(amina), NOW],
  "offer amina, new round": [offer(amina, true), NOW],
  "amina invited": [{ type: "invited", member: amina }, NOW],
  "mallory invited": [{ type: "invited", member: mallory }, NOW],
  "amina joined": [{ type: "joined", member: amina }, NOW],
  "mallory joined": [{ type: "joined", member: mallory }, NOW],
  "amina left": [{ type: "left", member: amina, by: "themselves" }, NOW],
  "amina removed": [{ type: "left", member: amina, by: "desk" }, NOW],
  "mallory left": [{ type: "left", member: mallory, by: "themselves" }, NOW],
  "tick, nothing due": [tick(heard), NOW + 1],
  "tick, time to invite over": [tick(heard), NOW + limits.invite],
  "tick, page there, time to invite over": [tick(NOW + 1), NOW + limits.invite],
  "tick, offer over": [tick(heard), NOW + 60_000],
  "tick, idle": [tick(NOW), NOW + limits.idle],
  "tick, unanswered": [tick(NOW + limits.unanswered), NOW + limits.unanswered],
  "close by victim": [{ type: "close", reason: "victim" }, NOW],
  "close by emergency exit": [{ type: "close", reason: "emergency" }, NOW],
  return: [{ type: "return" }, NOW],
  "start erasing": [{ type: "startErasing" }, NOW],
  erase: [{ type: "erase" }, NOW],
  "amina concludes": [{ type: "conclude", by: amina }, NOW],
  "amina puts it back": [{ type: "requeue", by: amina }, NOW],
  // What follows from it: `handover.test.ts`.
  handover: [{ type: "handover", by: amina, from: amina, wanted: { kind: "anyone", skill: null } }, NOW],
  "cancel the handover": [{ type: "cancelHandover" }, NOW],
} as const satisfies Record<string, readonly [Command, number]>;

type StateName = keyof typeof states;
type CommandName = keyof typeof commands;

const no = "refused: wrong-phase";
const _ = "nothing";

/** Columns in the order of `states`. A missing row or column does not compile, and fails. */
const table: Record<CommandName, readonly string[] & { readonly length: 11 }> = {
  //                             opening              waiting, nothing      waiting, ready        waiting, asked          waiting, absent       offered               offered, invited      active                     active, both         closed           erased
  open: ["opened", _, _, _, _, _, _, _, _, no, no],
  fail: ["closed failed", no, no, no, no, no, no, no, no, _, no],
  ready: [no, "readied", _, _, _, _, _, _, _, no, no],
  danger: [
    "endangered",
    "endangered",
    "endangered",
    "endangered",
    "endangered",
    "endangered",
    "endangered",
    "endangered",
    "endangered",
    no,
    no,
  ],
  "offer amina": [no, "refused: not-ready", "offered", "refused: already-asked", "offered", no, no, no, no, no, no],
  "offer amina, new round": [no, "refused: not-ready", "offered", "offered", "offered", no, no, no, no, no, no],
  "amina invited": [
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "invited",
    _,
    _,
    _,
    "strangerSeen",
    no,
  ],
  "mallory invited": [
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    no,
  ],
  "amina joined": [
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "joined",
    "strangerSeen",
    "joined",
    "joined",
    _,
    _,
    "strangerSeen",
    no,
  ],
  "mallory joined": [
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    "strangerSeen",
    no,
  ],
  "amina left": [_, _, _, _, _, "declined", "declined", "left + closed officer", "left", _, no],
  "amina removed": [_, _, _, _, _, _, _, "takenBack", "takenBack", _, no],
  "mallory left": [_, _, _, _, _, _, _, _, _, _, no],
  "tick, nothing due": [_, _, _, _, _, _, _, _, _, _, no],
  "tick, time to invite over": [_, _, _, _, _, "pageAbsent", _, _, _, _, no],
  "tick, page there, time to invite over": [_, _, _, _, _, "timedOut", _, _, _, _, no],
  "tick, offer over": [_, _, _, _, _, "pageAbsent", "timedOut", "pageSeen", "pageSeen", _, no],
  "tick, idle": [
    "closed failed",
    "closed idle",
    "closed idle",
    "closed idle",
    "closed idle",
    "closed idle",
    "closed idle",
    "closed idle",
    "closed idle",
    _,
    no,
  ],
  "tick, unanswered": [
    _,
    _,
    "closed unanswered",
    "closed unanswered",
    "closed unanswered",
    "closed unanswered",
    "closed unanswered",
    _,
    _,
    _,
    no,
  ],
  "close by victim": [
    "closed victim",
    "closed victim",
    "closed victim",
    "closed victim",
    "closed victim",
    "closed victim",
    "closed victim",
    "closed victim",
    "closed victim",
    _,
    no,
  ],
  "close by emergency exit": [
    "closed emergency",
    "closed emergency",
    "closed emergency",
    "closed emergency",
    "closed emergency",
    "closed emergency",
    "closed emergency",
    "closed emergency",
    "closed emergency",
    _,
    no,
  ],
  return: [
    no,
    "returned",
    "returned",
    "returned",
    "returned",
    "returned",
    "returned",
    "returned",
    "returned",
    "returned",
    no,
  ],
  "start erasing": [no, no, no, no, no, no, no, no, no, "erasingStarted", no],
  erase: [no, no, no, no, no, no, no, no, no, "erased", _],
  "amina concludes": [no, no, no, no, no, no, no, "closed officer", "closed officer", no, no],
  "amina puts it back": [no, no, no, no, no, no, no, "requeued", "requeued", no, no],
  handover: [no, no, no, no, no, no, no, "handoverOrdered", "handoverOrdered", no, no],
  "cancel the handover": [no, no, no, no, no, no, no, "refused: no-handover", "refused: no-handover", no, no],
};

function outcome(state: Conversation, command: Command, now: number): string {
  const decision = decide(state, command, now);
  if (!decision.ok) return `refused: ${decision.refusal}`;
  const words = decision.events.map((event) => (event.type === "closed" ? `closed ${event.reason}` : event.type));
  return words.length === 0 ? "nothing" : words.join(" + ");
}

describe("every state × every command", () => {
  const stateNames = Object.keys(states) as StateName[];
  for (const [name, cells] of Object.entries(table)) {
    const [command, at] = commands[name as CommandName];
    stateNames.forEach((stateName, column) => {
      it(`${stateName} × ${name}`, () => {
        expect(cells).toHaveLength(stateNames.length);
        expect(outcome(states[stateName], command, at)).toBe(cells[column]);
      });
    });
  }
  it("has a row for every command type", () => {
    const types = new Set(Object.values(commands).map(([command]) => command.type));
    expect([...types].sort()).toEqual(
      [
        "cancelHandover",
        "close",
        "conclude",
        "danger",
        "erase",
        "fail",
        "handover",
        "invited",
        "joined",
        "left",
        "offer",
        "open",
        "ready",
        "requeue",
        "return",
        "startErasing",
        "tick",
      ].sort(),
    );
    expect(Object.keys(table).sort()).toEqual(Object.keys(commands).sort());
  });
});

function run(state: Conversation, command: Command, now: number): Conversation {
  const decision = decide(state, command, now);
  return decision.ok ? decision.events.reduce(evolve, state) : state;
}

describe("what happens to the state", () => {
  it("remembers who did not answer, and keeps the place in the queue", () => {
    const after = run(states["offered to amina, invited"], tick(heard), NOW + 60_000);
    expect(after).toEqual({
      phase: "waiting",
      readySince: NOW,
      asked: [bruno, amina],
      lastAskedAt: NOW + 60_000,
      absentSince: null,
    });
  });

  it("does not count an offer against the officer when the page was absent", () => {
    const after = run(states["offered to amina"], tick(heard), NOW + limits.invite);
    expect(after).toMatchObject({ phase: "waiting", asked: [], absentSince: NOW + limits.invite });
  });

  it("nor when an offer is shorter than the time to invite: the conversation waits for its page, and holds nobody up", () => {
    const short = { ...states["offered to amina"], deadline: NOW + limits.invite - 1 };
    expect(run(short, tick(heard), NOW + limits.invite - 2)).toEqual(short);
    const after = run(short, tick(heard), NOW + limits.invite - 1);
    expect(after).toMatchObject({ phase: "waiting", asked: [], absentSince: NOW + limits.invite - 1 });
    // The control: the page was there, so it was the officer.
    expect(run(short, tick(NOW + 1), NOW + limits.invite - 1)).toMatchObject({
      asked: [amina],
      absentSince: null,
    });
  });

  it("forgets the round when a new one begins", () => {
    expect(run(states["waiting, amina asked"], offer(amina, true), NOW)).toMatchObject({ phase: "offered", asked: [] });
  });

  it("goes back to the queue when the desk took its only officer out", () => {
    const after = run(states["active with amina"], { type: "left", member: amina, by: "desk" }, NOW);
    expect(after).toMatchObject({ phase: "waiting", readySince: NOW, asked: [] });
  });

  it("names the officers of the state", () => {
    expect(namedOfficers(states["offered to amina"])).toEqual([amina]);
    expect(namedOfficers(states["active with both"])).toEqual([amina, bruno]);
    expect(namedOfficers(states.closed)).toEqual([]);
  });

  it("throws on an event that this state cannot have", () => {
    expect(() => evolve(states.closed, { type: "closed", reason: "idle", at: NOW })).toThrow();
    expect(() => evolve(states.closed, { type: "joined", officer: amina })).toThrow();
    expect(() => evolve(states.opening, { type: "readied", at: NOW })).toThrow();
  });
});

const user = fc.constantFrom(amina, bruno, mallory);
const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command>(
    { type: "open" },
    { type: "fail" },
    { type: "ready" },
    { type: "danger", by: null },
    { type: "erase" },
  ),
  fc.record({
    type: fc.constant("offer" as const),
    officer: user,
    deadline: fc.integer({ min: 0, max: 200_000 }),
    newRound: fc.boolean(),
  }),
  fc.record({ type: fc.constantFrom("invited" as const, "joined" as const), member: user }),
  fc.record({
    type: fc.constant("left" as const),
    member: user,
    by: fc.constantFrom("themselves" as const, "desk" as const),
  }),
  fc.record({
    type: fc.constant("tick" as const),
    signs: fc.record({
      heardAt: fc.integer({ min: 0, max: 200_000 }),
      hungUpAt: fc.option(fc.integer({ min: 0, max: 200_000 })),
      page: fc.constantFrom("shown" as const, "hidden" as const, "closed" as const),
    }),
    limits: fc.constant<Limits>({
      invite: 100,
      held: 100,
      lost: 50,
      silence: 5_000,
      idle: 50_000,
      unanswered: 90_000,
      handover: 20_000,
      relief: 1_000,
    }),
  }),
  fc.record({ type: fc.constant("close" as const), reason: fc.constantFrom("victim" as const, "emergency" as const) }),
);
/** A life: commands, each so many milliseconds after the one before. */
const life = fc.array(fc.tuple(anyCommand, fc.integer({ min: 0, max: 5_000 })), { maxLength: 60 });

function walk(commandsOfALife: readonly (readonly [Command, number])[]): Conversation[] {
  let now = 1;
  const seen: Conversation[] = [{ phase: "opening", since: now }];
  for (const [command, pause] of commandsOfALife) {
    now += pause;
    seen.push(run(seen.at(-1) ?? states.opening, command, now));
  }
  return seen;
}

describe("coming back", () => {
  const after = (state: Conversation, ...commandsInOrder: Command[]): Conversation =>
    commandsInOrder.reduce((now, command) => run(now, command, NOW + 5), state);
  const close = { type: "close", reason: "emergency" } as const;
  const back = { type: "return" } as const;

  it("changes nothing of a conversation that goes on", () => {
    expect(after(states["active with amina"], back)).toEqual(states["active with amina"]);
    expect(after(states["offered to amina"], back)).toEqual(states["offered to amina"]);
  });

  it("asks at once for the officer who was there, also when a first offer came to nothing", () => {
    const waiting = after(states["active with amina"], close, back);
    expect(waiting).toMatchObject({ phase: "waiting", readySince: NOW + 5, asked: [], before: [amina] });
    const declined = after(waiting, offer(amina), { type: "left", member: amina, by: "themselves" });
    expect(declined).toMatchObject({ phase: "waiting", asked: [amina], before: [amina] });
  });

  it("waits for a first message when nobody had answered", () => {
    const waiting = after(states["waiting, ready"], close, back);
    expect(waiting).toEqual(states["waiting, nothing written"]);
  });

  it.each([
    ["once the erasing has begun", [close, { type: "startErasing" }]],
    ["when there never was a room", []],
  ] satisfies [string, Command[]][])("is refused %s", (_why, before) => {
    const state =
      before.length === 0 ? after(states.opening, { type: "fail" }) : after(states["active with amina"], ...before);
    expect(outcome(state, back, NOW + 6)).toBe(no);
  });
});

describe("whatever comes in whatever order", () => {
  it("never leaves erased, and leaves closed only to be erased or for whoever comes back before that", () => {
    fc.assert(
      fc.property(life, (commandsOfALife) => {
        const seen = walk(commandsOfALife);
        for (const [i, state] of seen.entries()) {
          const next = seen[i + 1];
          if (next === undefined) break;
          if (state.phase === "erased") expect(next).toEqual(state);
          if (state.phase !== "closed" || next.phase === "erased" || next.phase === "closed") continue;
          expect(next.phase).toBe("waiting");
          expect([state.erasing, state.reason === "failed"]).toEqual([undefined, false]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("asks nobody twice in a round, and asks one at a time", () => {
    fc.assert(
      fc.property(life, (commandsOfALife) => {
        for (const state of walk(commandsOfALife)) {
          expect(namedOfficers(state).length).toBe(new Set(namedOfficers(state)).size);
          if (state.phase !== "offered") continue;
          expect(state.asked).not.toContain(state.officer);
          expect(namedOfficers(state)).toHaveLength(1);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("always has a next deadline until it is closed, and a tick then changes it", () => {
    fc.assert(
      fc.property(life, (commandsOfALife) => {
        for (const state of walk(commandsOfALife)) {
          const due = nextDeadline(state, shown(NOW), limits);
          if (state.phase === "closed" || state.phase === "erased") expect(due).toBeNull();
          else expect(run(state, tick(NOW), due ?? 0)).not.toEqual(state);
        }
      }),
    );
  });
});
