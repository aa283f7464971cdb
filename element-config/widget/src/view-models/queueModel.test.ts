import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../words/words.ts";
import { freeOfficers, ownConversations, queueModel } from "./queueModel.ts";
import { idOf, officer, onDuty, permanence, queued } from "./testing.ts";

const me = onDuty("amina", 1);
const model = (view: Parameters<typeof queueModel>[2]) => queueModel(LANGUAGES.fr, "fr", view, 66_000);
const active = (...names: string[]) => ({
  kind: "active" as const,
  officers: names.map((name) => officer(name)),
  handover: false,
  asked: null,
});

describe("the queue", () => {
  it("shows how long, what and in which language; danger stands first and is named", () => {
    const { waiting } = model(
      permanence(me, [queued(1), queued(2, { urgency: "danger", language: "ar", since: null })]),
    );
    expect(waiting).toMatchObject([
      { number: "10-02", isUrgent: true, language: "arabe", wait: "n'a pas encore écrit" },
      { number: "10-01", isUrgent: false, situation: "Réseaux sociaux", language: "français", wait: "1 min" },
    ]);
  });

  it("shows exercises after all that is earnest, named as such, and never as urgent", () => {
    const exercise = queued(1, { training: true, urgency: "danger" });
    const { waiting } = model(permanence(me, [exercise, queued(2)]));
    expect(waiting).toMatchObject([
      { number: "10-02", isTraining: false },
      { number: "10-01", isTraining: true, isUrgent: false },
    ]);
  });

  it("keeps the desk's order among equals", () => {
    const { waiting } = model(permanence(me, [queued(3), queued(1), queued(2)]));
    expect(waiting.map(({ number }) => number)).toEqual(["10-03", "10-01", "10-02"]);
  });

  it.each([
    ["has room", {}, ["take"]],
    ["is full", { load: 3 }, []],
    ["is off duty", { duty: "off" as const }, []],
    ["is not attested", { attested: false }, []],
    ["supervises", { supervisor: true }, ["take", "assign"]],
  ])("lets an officer who %s do with what waits: %o", (_what, changes, acts) => {
    expect(model(permanence({ ...me, ...changes }, [queued(1)])).waiting[0]?.acts).toEqual(acts);
  });

  it("lets only whoever is asked decline, whether at the beginning or in a handover", () => {
    const toMe = queued(1, { state: { kind: "offered", officer: me.officer, deadline: 9 } });
    const toBruno = queued(2, { state: { kind: "offered", officer: officer("bruno", 2), deadline: 9 } });
    const handover = queued(3, { state: { ...active("bruno"), handover: true, asked: me.officer } });
    const { waiting, going } = model(permanence(me, [toBruno, toMe, handover]));
    expect(waiting.map(({ number, acts }) => [number, acts])).toEqual([
      ["10-01", ["decline"]],
      ["10-03", ["decline"]],
      ["10-02", []],
    ]);
    expect(going).toEqual([]);
  });

  it("lets a supervisor reassign what is going on, and come in as second officer where they are not", () => {
    const boss = onDuty("bruno", 2, { supervisor: true });
    const { going } = model(
      permanence(boss, [queued(1, { state: active("amina") }), queued(2, { state: active("bruno") })]),
    );
    expect(going.map(({ acts }) => acts)).toEqual([["reassign", "join"], ["reassign"]]);
    expect(going[1]?.state).toBe("Avec moi");
    expect(model(permanence(me, [queued(1, { state: active("amina") })])).going[0]?.acts).toEqual([]);
  });
});

describe("at the end of a shift", () => {
  it("one's own conversations pass on, and only to whoever is free", () => {
    const view = permanence(
      me,
      [queued(1, { state: active("amina") }), queued(2, { state: active("bruno") }), queued(3)],
      [onDuty("bruno", 2, { load: 3 }), onDuty("chloe", 3), onDuty("dina", 4, { duty: "break" })],
    );
    expect(ownConversations(view).map(({ conversation }) => conversation)).toEqual([idOf(1)]);
    expect(freeOfficers(view, [me.officer])).toEqual([officer("chloe", 3)]);
  });
});
