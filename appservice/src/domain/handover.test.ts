import type { UserId } from "@abri/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "./testing/limits.ts";
import {
  type Command,
  type Conversation,
  decide,
  evolve,
  invitable,
  namedOfficers,
  nextDeadline,
} from "./conversation.ts";
import type { Wanted } from "@abri/contract/officers";
import type { Signs } from "./signs.ts";

const amina = "@amina:police.example" as UserId;
const bruno = "@bruno:police.example" as UserId;
const claire = "@claire:gendarmerie.example" as UserId;
const mallory = "@mallory:elsewhere.example" as UserId;
const NOW = 1_000_000;
const LATER = NOW + 1_000;
const DEADLINE = LATER + 60_000;

const shown = (heardAt: number): Signs => ({ heardAt, hungUpAt: null, page: "shown" });
const tick = (heardAt: number): Command => ({ type: "tick", signs: shown(heardAt), limits: LIMITS });
const anyone: Wanted = { kind: "anyone", skill: null };
const order = (wanted: Wanted = anyone, from: UserId | null = amina): Command => ({
  type: "handover",
  by: amina,
  from,
  wanted,
});
const offer = (officer: UserId, newRound = false): Command => ({
  type: "offer",
  officer,
  deadline: DEADLINE,
  newRound,
});
const declines = (member: UserId): Command => ({ type: "left", member, by: "themselves" });

const active: Conversation = { phase: "active", readySince: NOW, officers: [amina], page: "here" };

function said(state: Conversation, command: Command, now = LATER): string {
  const decision = decide(state, command, now);
  if (!decision.ok) return `refused: ${decision.refusal}`;
  return decision.events.map(({ type }) => type).join(" + ") || "nothing";
}
function run(state: Conversation, command: Command, now = LATER): Conversation {
  const decision = decide(state, command, now);
  return decision.ok ? decision.events.reduce(evolve, state) : state;
}
const after = (...commands: Command[]): Conversation =>
  commands.reduce<Conversation>((state, command) => run(state, command), active);

const searching = after(order());
const offered = after(order(), offer(claire));
const invited = after(order(), offer(claire), { type: "invited", member: claire });
const toClaire = after(order({ kind: "officer", userId: claire }), offer(claire));
const declined = after(order(), offer(claire), declines(claire));

describe("every state of a handover × what can happen", () => {
  const states = { active, searching, offered, invited, toClaire, declined };
  const rows: [string, Command, number, Record<keyof typeof states, string>][] = [
    ["ordered", order(), LATER, row("handoverOrdered", "refused: handover-under-way")],
    [
      "ordered for one who is not in it",
      order(anyone, bruno),
      LATER,
      row("refused: not-in-it", "refused: handover-under-way"),
    ],
    ["cancelled", { type: "cancelHandover" }, LATER, row("refused: no-handover", "handoverFailed")],
    [
      "offered to claire",
      offer(claire),
      LATER,
      {
        ...row("refused: wrong-phase", "refused: wrong-phase"),
        searching: "handoverOffered",
        declined: "refused: already-asked",
      },
    ],
    [
      "offered to claire, new round",
      offer(claire, true),
      LATER,
      {
        ...row("refused: wrong-phase", "refused: wrong-phase"),
        searching: "handoverOffered",
        declined: "handoverOffered",
      },
    ],
    [
      "claire invited",
      { type: "invited", member: claire },
      LATER,
      {
        ...row("strangerSeen", "strangerSeen"),
        offered: "handoverInvited",
        toClaire: "handoverInvited",
        invited: "nothing",
      },
    ],
    ["mallory invited", { type: "invited", member: mallory }, LATER, row("strangerSeen", "strangerSeen")],
    [
      "claire joined",
      { type: "joined", member: claire },
      LATER,
      // Declined, then accepted after all, and nobody else was asked: welcome.
      { ...row("strangerSeen", "handedOver"), searching: "strangerSeen" },
    ],
    ["mallory joined", { type: "joined", member: mallory }, LATER, row("strangerSeen", "strangerSeen")],
    [
      "claire declines",
      declines(claire),
      LATER,
      {
        ...row("nothing", "handoverRefused"),
        searching: "nothing",
        declined: "nothing",
        toClaire: "handoverRefused + handoverFailed",
      },
    ],
    ["claire's invitation withdrawn", { type: "left", member: claire, by: "desk" }, LATER, row("nothing", "nothing")],
    ["amina leaves", declines(amina), LATER, row("left + closed", "left")],
    ["amina ends it", { type: "conclude", by: amina }, LATER, row("closed", "closed")],
    ["claire ends it", { type: "conclude", by: claire }, LATER, row("refused: not-in-it", "refused: not-in-it")],
    ["amina puts it back", { type: "requeue", by: amina }, LATER, row("requeued", "requeued")],
    ["bruno puts it back", { type: "requeue", by: bruno }, LATER, row("refused: not-in-it", "refused: not-in-it")],
    [
      "no answer in time",
      tick(DEADLINE),
      DEADLINE,
      {
        ...row("nothing", "handoverLent"),
        searching: "nothing",
        declined: "nothing",
        invited: "handoverRefused",
      },
    ],
    ["the page does not invite", tick(LATER), LATER + LIMITS.invite - 1, row("nothing", "nothing")],
    [
      "the page is not there to invite",
      tick(LATER),
      LATER + LIMITS.invite,
      { ...row("nothing", "nothing"), offered: "handoverLent", toClaire: "handoverLent" },
    ],
    [
      "nobody for too long",
      tick(NOW + LIMITS.handover + 1_000),
      NOW + LIMITS.handover + 1_000,
      {
        ...row("nothing", "handoverLent"),
        searching: "handoverFailed",
        declined: "handoverFailed",
        invited: "handoverRefused",
      },
    ],
  ];
  function row(withoutHandover: string, withOne: string): Record<keyof typeof states, string> {
    const all = { searching: withOne, offered: withOne, invited: withOne, toClaire: withOne, declined: withOne };
    return { active: withoutHandover, ...all };
  }
  for (const [name, command, now, expected] of rows)
    it.each(Object.entries(states))(`${name}: %s`, (stateName, state) => {
      expect(said(state, command, now)).toBe(expected[stateName as keyof typeof states]);
    });
});

describe("what becomes of it", () => {
  it("the first officer stays until the second is there, and a little longer, and then is no longer named", () => {
    expect(namedOfficers(invited)).toEqual([amina, claire]);
    expect(invitable(invited)).toBe(claire);
    const both = run(invited, { type: "joined", member: claire });
    expect(both).toMatchObject({ officers: [claire, amina], handedOver: { outcome: "done" } });
    expect(invitable(both)).toBeNull();
    expect(said(both, order())).toBe("refused: handover-under-way");
    expect(said(both, tick(LATER), LATER + LIMITS.relief - 1)).toBe("nothing");
    const over = run(both, tick(LATER), LATER + LIMITS.relief);
    expect(namedOfficers(over)).toEqual([claire]);
    expect(said(over, { ...order(), by: claire, from: claire } as Command)).toBe("handoverOrdered");
  });

  it("a second officer who comes in addition relieves nobody", () => {
    const both = after(order(anyone, null), offer(claire), { type: "joined", member: claire });
    expect(both).toMatchObject({ phase: "active", officers: [claire, amina] });
  });

  it("somebody else is asked after a refusal, and nobody twice in a round", () => {
    expect(declined).toMatchObject({ handover: { asked: [claire], offer: null } });
    expect(run(declined, offer(bruno))).toMatchObject({ handover: { offer: { officer: bruno } } });
  });

  it("the first officer stays after all when the second goes again at once", () => {
    const both = run(invited, { type: "joined", member: claire });
    const alone = run(both, declines(claire));
    expect(alone).toMatchObject({ officers: [amina] });
    expect(run(alone, tick(NOW + 60_000), NOW + 60_000)).toMatchObject({ officers: [amina] });
    expect(run(both, declines(amina))).toMatchObject({ officers: [claire] });
  });

  it("the conversation is not lost when the first officer leaves too early", () => {
    expect(run(searching, declines(amina))).toMatchObject({ phase: "waiting", readySince: NOW, asked: [] });
    expect(run(invited, declines(amina))).toMatchObject({ phase: "offered", officer: claire, invited: true });
  });

  it("goes back to the place that it had, and not to whoever has put it back", () => {
    expect(after({ type: "requeue", by: amina })).toMatchObject({ phase: "waiting", readySince: NOW, asked: [amina] });
  });

  it("is lent to the first officer with a new deadline when the page is away", () => {
    const at = LATER + LIMITS.invite;
    expect(run(offered, tick(LATER), at)).toMatchObject({ handover: { offer: { lent: true, deadline: at + 60_000 } } });
  });
});

describe("whatever comes in whatever order", () => {
  const someone = fc.constantFrom(amina, bruno, claire, mallory);
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({
      type: fc.constant("handover" as const),
      by: someone,
      from: fc.option(someone),
      wanted: fc.constantFrom<Wanted>(
        anyone,
        { kind: "corps", corps: "gendarmerie" },
        { kind: "officer", userId: claire },
      ),
    }),
    fc.constant<Command>({ type: "cancelHandover" }),
    fc.record({
      type: fc.constant("offer" as const),
      officer: fc.constantFrom(bruno, claire),
      deadline: fc.integer({ min: NOW, max: NOW + 100_000 }),
      newRound: fc.boolean(),
    }),
    fc.record({ type: fc.constantFrom("invited" as const, "joined" as const), member: someone }),
    fc.record({
      type: fc.constant("left" as const),
      member: someone,
      by: fc.constantFrom("themselves" as const, "desk" as const),
    }),
    fc.record({ type: fc.constantFrom("requeue" as const, "conclude" as const), by: someone }),
    fc.record({
      type: fc.constant("tick" as const),
      signs: fc.record({
        heardAt: fc.integer({ min: NOW, max: NOW + 100_000 }),
        hungUpAt: fc.constant(null),
        page: fc.constant("shown" as const),
      }),
      limits: fc.constant(LIMITS),
    }),
  );
  const life = fc.array(fc.tuple(command, fc.integer({ min: 0, max: 30_000 })), { maxLength: 60 });

  function walk(commands: readonly (readonly [Command, number])[]): [Conversation, number][] {
    let now = NOW;
    const seen: [Conversation, number][] = [[active, now]];
    for (const [one, pause] of commands) {
      now += pause;
      seen.push([run(seen.at(-1)?.[0] ?? active, one, now), now]);
    }
    return seen;
  }

  it("never names a stranger or anybody twice, and an active conversation always has an officer", () => {
    fc.assert(
      fc.property(life, (commands) => {
        for (const [state] of walk(commands)) {
          const named = namedOfficers(state);
          expect(named).not.toContain(mallory);
          expect(new Set(named).size).toBe(named.length);
          if (state.phase === "active") expect(state.officers.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("a handover always has a deadline, and a tick then changes it", () => {
    fc.assert(
      fc.property(life, (commands) => {
        for (const [state, now] of walk(commands)) {
          if (state.phase !== "active" || state.handover === undefined) continue;
          const due = nextDeadline(state, shown(now), LIMITS) ?? Number.NaN;
          expect(due).toBeLessThanOrEqual(state.handover.since + LIMITS.handover + 200_000);
          expect(run(state, tick(now), due)).not.toEqual(state);
        }
      }),
      { numRuns: 500 },
    );
  });
});
