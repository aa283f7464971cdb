import { describe, expect, it } from "vitest";
import { type Memory, NOTHING_SAID, replyTo } from "./reply.ts";
import { Scenario } from "./scenario.ts";

const scenario = Scenario.parse({
  title: "Un essai",
  situation: "school",
  opening: [{ say: "Bonjour" }],
  answers: [
    { id: "hello", to: ["bonjour"], says: [{ say: "Bonjour à vous" }], again: "Rebonjour" },
    { id: "age", to: ["quel âge"], says: [{ say: "Douze ans", afterSeconds: 2 }] },
    { id: "his-age", to: ["quel âge a"], says: [{ say: "Quinze ans" }, { say: "je crois" }] },
    { id: "trust", to: ["promis"], after: "age", says: [{ say: "Il m'a fait mal" }] },
    { id: "bye", to: ["au revoir"], says: [{ say: "Merci" }], end: "thanks" },
  ],
  otherwise: ["Hein ?", "Je ne sais pas"],
  ending: { afterReplies: 6, says: [{ say: "On m'appelle" }], how: "leaves" },
});
/** What is said to each of these, in a row, and how it ends. */
function talk(...said: string[]): { says: string[][]; end: string | null } {
  let memory: Memory = NOTHING_SAID;
  let end: string | null = null;
  const says = said.map((text) => {
    const reply = replyTo(scenario, memory, text);
    memory = reply.memory;
    end = reply.end;
    return reply.says.map(({ say }) => say);
  });
  return { says, end };
}

describe("a simulated victim", () => {
  it.each<[string, string[], string[][], string | null]>([
    ["answers what is asked", ["Quel âge as-tu ?"], [["Douze ans"]], null],
    ["prefers the longest that is heard", ["Et quel âge a ton copain ?"], [["Quinze ans", "je crois"]], null],
    [
      "answers both of two things",
      ["Quel âge as-tu ? Bonjour !", "Bonjour ! Et quel âge a ton copain ?"],
      [
        ["Douze ans", "Bonjour à vous"],
        ["Quinze ans", "je crois"],
      ],
      null,
    ],
    ["says it again in its other words", ["Bonjour", "Bonjour !"], [["Bonjour à vous"], ["Rebonjour"]], null],
    ["has no other words", ["quel âge", "quel âge"], [["Douze ans"], ["Hein ?"]], null],
    [
      "does not trust at once",
      ["C'est promis", "Quel âge", "Promis."],
      [["Hein ?"], ["Douze ans"], ["Il m'a fait mal"]],
      null,
    ],
    ["falls back in turn", ["a", "b", "c"], [["Hein ?"], ["Je ne sais pas"], ["Hein ?"]], null],
    ["says last what ends it", ["Quel âge ? Au revoir"], [["Douze ans", "Merci"]], "thanks"],
    ["ends where it ends", ["a", "Au revoir"], [["Hein ?"], ["Merci"]], "thanks"],
    [
      "ends after so many answers",
      ["a", "b", "c", "d", "e", "bonjour"],
      [["Hein ?"], ["Je ne sais pas"], ["Hein ?"], ["Je ne sais pas"], ["Hein ?"], ["On m'appelle"]],
      "leaves",
    ],
    [
      "ends its own way with its last answer",
      ["a", "b", "c", "d", "e", "au revoir"],
      [["Hein ?"], ["Je ne sais pas"], ["Hein ?"], ["Je ne sais pas"], ["Hein ?"], ["Merci"]],
      "thanks",
    ],
  ])("%s", (_what, said, says, end) => {
    expect(talk(...said)).toEqual({ says, end });
  });

  it("keeps how long it takes to write", () => {
    expect(replyTo(scenario, NOTHING_SAID, "quel âge").says).toEqual([{ say: "Douze ans", afterSeconds: 2 }]);
  });
});
