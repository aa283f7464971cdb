import { type OfficerView, UserId } from "@abri/contract";
import { describe, expect, it } from "vitest";
import type { Log } from "./log.ts";
import { write } from "./outbox.ts";
import { evolve, type Happening, initialState, type Phase } from "./state.ts";

const AMINA: OfficerView = { userId: UserId.parse("@amina:police"), corps: "police", number: 3 };
const BRUNO: OfficerView = { userId: UserId.parse("@bruno:police"), corps: "police", number: 4 };
const CLAIRE: OfficerView = { userId: UserId.parse("@claire:gendarmerie"), corps: "gendarmerie", number: 5 };

const PHASES: Readonly<Record<string, Phase>> = {
  starting: { kind: "starting" },
  waiting: { kind: "waiting", position: 2, minutes: null },
  asked: { kind: "asked", officer: AMINA, offer: 4 },
  connected: { kind: "connected", officers: [AMINA], coming: null },
  ended: { kind: "ended", reason: "officer" },
  refused: { kind: "refused", why: "encryption" },
};

const HAPPENINGS: Readonly<Record<string, Happening>> = {
  opening: { type: "status", version: 9, status: { phase: "opening" } },
  "waiting, not ready": {
    type: "status",
    version: 9,
    status: { phase: "waiting", ready: false, position: 1, minutes: null },
  },
  "waiting, third": {
    type: "status",
    version: 9,
    status: { phase: "waiting", ready: true, position: 3, minutes: null },
  },
  "offered to the same": { type: "status", version: 9, status: { phase: "offered", officer: AMINA } },
  "offered to another": { type: "status", version: 9, status: { phase: "offered", officer: BRUNO } },
  active: { type: "status", version: 9, status: { phase: "active", officers: [AMINA, BRUNO], coming: null } },
  closed: { type: "status", version: 9, status: { phase: "closed", reason: "idle" } },
  ended: { type: "ended" },
  gone: { type: "gone" },
  refused: { type: "refused", why: "tampered" },
};

/** What every phase but the last two becomes; `null` leaves it as it is. */
const NEXT: Readonly<Record<string, Phase | null>> = {
  opening: null,
  "waiting, not ready": { kind: "waiting", position: null, minutes: null },
  "waiting, third": { kind: "waiting", position: 3, minutes: null },
  "offered to the same": { kind: "asked", officer: AMINA, offer: 9 },
  "offered to another": { kind: "asked", officer: BRUNO, offer: 9 },
  active: { kind: "connected", officers: [AMINA, BRUNO], coming: null },
  closed: { kind: "ended", reason: "idle" },
  ended: { kind: "ended", reason: "victim" },
  gone: { kind: "ended", reason: "gone" },
  refused: { kind: "refused", why: "tampered" },
};

describe("every phase and everything that happens", () => {
  const table = Object.entries(PHASES).flatMap(([from, phase]) =>
    Object.entries(HAPPENINGS).map(([what, happening]) => ({ from, what, phase, happening })),
  );
  it.each(table)("$from, then $what", ({ from, what, phase, happening }) => {
    const after = evolve({ ...initialState("home"), phase }, happening).phase;
    const final = from === "ended" || from === "refused";
    // The offer that is going on stays the same offer.
    const sameOffer = from === "asked" && what === "offered to the same";
    expect(after).toEqual(final || sameOffer ? phase : (NEXT[what] ?? phase));
  });
});

describe("what is received", () => {
  const asked = evolve(initialState("home"), HAPPENINGS["offered to the same"] as Happening);
  const received = (key: string, sender: string): Happening => ({ type: "received", key, sender, text: "Bonjour" });

  it("is shown once, under the officer whom the desk has named", () => {
    const twice = evolve(evolve(asked, received("$1", AMINA.userId)), received("$1", AMINA.userId));
    expect(twice.log).toMatchObject([{ kind: "theirs", key: "$1", text: "Bonjour", officer: AMINA }]);
    expect(twice.log).toHaveLength(1);
  });

  it("is gone when it is withdrawn, and an edit does not bring it back", () => {
    const gone = evolve(evolve(asked, received("$1", AMINA.userId)), { type: "withdrawn", key: "$1" });
    const after = evolve(gone, { type: "edited", key: "$1", sender: AMINA.userId, text: "Bonsoir" });
    expect(after.log).toMatchObject([{ text: null, withdrawn: true }]);
  });

  it("ends the writing of whoever sent it, and only theirs", () => {
    const active = evolve(asked, HAPPENINGS["active"] as Happening);
    const typing = evolve(active, { type: "typing", userIds: [AMINA.userId, BRUNO.userId, "@mallory:elsewhere"] });
    expect(typing.typing).toEqual([AMINA, BRUNO]);
    expect(evolve(typing, received("$1", AMINA.userId)).typing).toEqual([BRUNO]);
  });

  it("can be changed by its author, and by nobody else", () => {
    const before = evolve(asked, received("$1", AMINA.userId));
    const edit = (sender: string): Happening => ({ type: "edited", key: "$1", sender, text: "Bonsoir" });
    expect(evolve(before, edit(AMINA.userId)).log).toMatchObject([{ text: "Bonsoir" }]);
    expect(evolve(before, edit(BRUNO.userId)).log).toMatchObject([{ text: "Bonjour" }]);
  });
});

describe("when it is over", () => {
  it.each(["closed", "ended", "gone", "refused"])("what was not sent has failed: %s", (what) => {
    const states = ["waiting", "sending", "sent", "failed"] as const;
    const log = states.flatMap((delivery) =>
      write([], { key: delivery, text: "x" }).map((entry) => ({ ...entry, delivery })),
    ) as Log;
    const after = evolve({ ...initialState("home"), log }, HAPPENINGS[what] as Happening);
    expect(after.log).toMatchObject(["failed", "failed", "sent", "failed"].map((delivery) => ({ delivery })));
  });
});

describe("who comes and goes", () => {
  const active = (version: number, ...officers: OfficerView[]): Happening => ({
    type: "status",
    version,
    status: { phase: "active", officers, coming: null },
  });
  const coming = (version: number, officer: OfficerView, present = AMINA): Happening => ({
    type: "status",
    version,
    status: { phase: "active", officers: [present], coming: { officer, offer: version } },
  });
  const said = (...statuses: Happening[]): string[] =>
    statuses.reduce(evolve, initialState("home")).log.map((entry) => {
      if (entry.kind !== "notice") return entry.kind;
      const others = entry.others.map(({ number }) => number).join(" ");
      return `${entry.what} ${entry.officer.number}${others === "" ? "" : `, with ${others}`}`;
    });

  it.each<[string, Happening[], string[]]>([
    ["one comes", [active(1, AMINA)], ["came 3"]],
    ["nothing changes", [active(1, AMINA), active(2, AMINA)], ["came 3"]],
    [
      "a handover: the second comes before the first goes",
      [active(1, AMINA), active(2, AMINA, BRUNO), active(3, BRUNO)],
      ["came 3", "came 4, with 3", "left 3, with 4"],
    ],
    ["both at once", [active(1, AMINA), active(2, BRUNO)], ["came 3", "came 4", "left 3, with 4"]],
    [
      "back to the queue",
      [
        active(1, AMINA),
        { type: "status", version: 2, status: { phase: "waiting", ready: true, position: 1, minutes: null } },
      ],
      ["came 3", "left 3"],
    ],
    [
      "a handover is announced once, whoever is asked",
      [active(1, AMINA), coming(2, BRUNO), active(3, AMINA), coming(4, CLAIRE), active(5, CLAIRE)],
      ["came 3", "coming 4, with 3", "came 5", "left 3, with 5"],
    ],
    [
      "the next one is announced again",
      [active(1, AMINA), coming(2, BRUNO), active(3, BRUNO), coming(4, CLAIRE, BRUNO)],
      ["came 3", "coming 4, with 3", "came 4", "left 3, with 4", "coming 5, with 4"],
    ],
    ["asked only", [HAPPENINGS["offered to the same"] as Happening], []],
  ])("%s", (_name, statuses, expected) => {
    expect(said(...statuses)).toEqual(expected);
  });
});
