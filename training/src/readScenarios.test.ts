import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readScenarios } from "./readScenarios.ts";
import { NOTHING_SAID, replyTo } from "./reply.ts";

const answer = (id: string, over: object = {}) => ({ id, to: [`mot ${id}`], says: [{ say: "Oui" }], ...over });
const sound = {
  title: "Un essai",
  situation: "school",
  opening: [{ say: "Bonjour" }],
  answers: [answer("a"), answer("b"), answer("c")],
  otherwise: ["Hein ?", "Quoi ?"],
  ending: { afterReplies: 5, says: [{ say: "Au revoir" }], how: "thanks" },
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "abri-scenarios-"))));
afterEach(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: unknown): void =>
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));

describe("a folder of scenarios", () => {
  it("is read by name; what is not said is as usual", () => {
    write("essai.json", sound);
    write("README.md", "not a scenario");
    const read = readScenarios(folder);
    expect([...read.keys()]).toEqual(["essai"]);
    expect(read.get("essai")).toMatchObject({ urgency: "normal", language: "fr", role: "unsaid", ageBand: "unsaid" });
    expect(read.get("essai")?.opening).toEqual([{ say: "Bonjour", afterSeconds: 6 }]);
  });

  it.each<[string, unknown, string]>([
    ["not JSON", "{", "not JSON"],
    ["a list", [], "all: "],
    ["no opening", { ...sound, opening: [] }, "opening: "],
    ["an unknown field", { ...sound, mood: "sad" }, "all: "],
    ["an unknown situation", { ...sound, situation: "elsewhere" }, "situation: "],
    ["an unknown end", { ...sound, ending: { ...sound.ending, how: "dies" } }, "ending.how: "],
    ["nothing said", { ...sound, opening: [{ say: " " }] }, "opening.0.say: "],
    [
      "a star in the middle",
      { ...sound, answers: [...sound.answers, answer("d", { to: ["a*b"] })] },
      "answers.3.to.0: `*` may",
    ],
    ["signs only", { ...sound, answers: [...sound.answers, answer("d", { to: ["?!"] })] }, "answers.3.to.0: no letter"],
    [
      "one name twice",
      { ...sound, answers: [...sound.answers, answer("a", { to: ["autre"] })] },
      "answers.3.id: there is another",
    ],
    [
      "the same words twice",
      { ...sound, answers: [...sound.answers, answer("d", { to: ["Mot A !"] })] },
      "answers.3.to.0: `Mot A !` is heard by `a` too",
    ],
    [
      "after what is not there",
      { ...sound, answers: [answer("d", { after: "a" }), ...sound.answers] },
      "answers.0.after: no answer `a`",
    ],
  ])("is refused, with its file and field: %s", (_what, content, problem) => {
    write("bon.json", sound);
    write("mauvais.json", content);
    expect(() => readScenarios(folder)).toThrow(`${join(folder, "mauvais.json")}: ${problem}`);
  });

  it("is refused when it is empty, and says everything that is wrong at once", () => {
    expect(() => readScenarios(folder)).toThrow("no scenario");
    write("a.json", "{");
    write("b.json", { ...sound, opening: [] });
    expect(() => readScenarios(folder)).toThrow(/a\.json: not JSON\n.*b\.json: opening: /);
  });
});

describe("our own scenarios", () => {
  const ours = [...readScenarios(join(import.meta.dirname, "../scenarios"))];
  it("are several, of several situations, for victims and for witnesses, with every end", () => {
    expect(ours.length).toBeGreaterThanOrEqual(5);
    const all = ours.map(([, scenario]) => scenario);
    expect(new Set(all.map(({ situation }) => situation))).toEqual(new Set(["home", "online", "school"]));
    expect(new Set(all.map(({ role }) => role))).toEqual(new Set(["victim", "witness"]));
    const ends = all.flatMap(({ answers, ending }) => [ending.how, ...answers.flatMap(({ end }) => end ?? [])]);
    expect(new Set(ends)).toEqual(new Set(["thanks", "leaves", "emergency", "danger"]));
  });

  it.each(ours)("%s: each answer is heard, and it ends also when nobody says anything sensible", (_name, scenario) => {
    for (const { id, to, after } of scenario.answers) {
      const given = after === undefined ? [] : [after];
      for (const one of to)
        expect(replyTo(scenario, { ...NOTHING_SAID, given }, one.replace("*", "")).memory.given).toContain(id);
    }
    let memory = NOTHING_SAID;
    for (let n = 1; n <= scenario.ending.afterReplies; n += 1) {
      const reply = replyTo(scenario, memory, "zzz");
      memory = reply.memory;
      expect(reply.end).toBe(n === scenario.ending.afterReplies ? scenario.ending.how : null);
    }
  });
});
