/** Making and giving a phrase, step by step. */
import { PhraseKey } from "@abri/contract";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Kept } from "../conversation/ports.ts";
import type { Phrase, Random } from "../returning/phrase.ts";
import { wordList } from "../returning/wordLists.ts";
import { type NotOpened, PhraseEntry } from "./phraseEntry.ts";
import { PhraseMaker } from "./phraseMaker.ts";

const KEYS = {
  lookup: PhraseKey.parse("l".repeat(43)),
  proof: PhraseKey.parse("p".repeat(43)),
  storage: new Uint8Array(32),
};
/** 0, 1, 2, …: the first words of the list, asked for from the first. */
const counting: Random = (into) => {
  into.set(Array.from(into.keys()));
  return into;
};

function maker(outcomes: (Kept | Error)[]) {
  const kept: unknown[] = [];
  const made = new PhraseMaker({
    language: "fr",
    random: counting,
    derive: (phrase) => {
      kept.push(phrase);
      return Promise.resolve(KEYS);
    },
    keep: () => {
      const outcome = outcomes.shift() ?? "kept";
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
  });
  return { made, kept };
}
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("making a phrase", () => {
  it("opens nothing before two parts of it were given, wrong ones and accents aside", async () => {
    const { made, kept } = maker([]);
    await made.make("words");
    expect(made.getState()).toMatchObject({ at: "shown", phrase: { kind: "words" } });
    made.ask();
    expect(made.getState()).toMatchObject({ at: "asked", place: 0, then: [1], wrong: false });
    made.answer("zoologie");
    expect(made.getState()).toMatchObject({ at: "asked", place: 0, wrong: true });
    made.showAgain();
    made.ask();
    made.answer(" Abaisser ");
    expect(made.getState()).toMatchObject({ at: "asked", place: 1, then: [], wrong: false });
    expect(kept).toEqual([]);
    made.answer("ÀBANDON");
    await settle();
    expect([made.getState(), kept.length]).toEqual([{ at: "kept" }, 1]);
  });

  it("of pictures goes the same way", async () => {
    const { made } = maker([]);
    await made.make("pictures");
    made.ask();
    made.answer("cat");
    made.answer("dog");
    await settle();
    expect(made.getState()).toEqual({ at: "kept" });
  });

  it.each<[string, Kept | Error, boolean]>([
    ["the network fails", "later", true],
    ["this device fails", new Error("memory"), true],
    ["it is refused", "refused", false],
  ])("says so when %s", async (_what, outcome, mayRetry) => {
    const { made } = maker([outcome]);
    await made.make("pictures");
    made.ask();
    made.answer("cat");
    made.answer("dog");
    await settle();
    expect(made.getState()).toMatchObject({ at: "failed", phrase: mayRetry ? { kind: "pictures" } : null });
    made.retry();
    await settle();
    expect(made.getState().at).toBe(mayRetry ? "kept" : "failed");
  });

  it("is forgotten at once, whatever is under way", async () => {
    const { made } = maker([]);
    await made.make("pictures");
    made.ask();
    made.answer("cat");
    made.answer("dog");
    made.clear();
    await settle();
    expect(JSON.stringify(made.getState())).not.toMatch(/cat|kept/);
  });
});

describe("giving a phrase", () => {
  const opened: Phrase[] = [];
  let outcomes: (NotOpened | null)[] = [];
  async function entry(): Promise<PhraseEntry> {
    const lists = [await wordList("fr"), await wordList("en")];
    return new PhraseEntry({
      language: "fr",
      lists,
      open: (phrase) => {
        opened.push(phrase);
        return Promise.resolve(outcomes.shift() ?? null);
      },
    });
  }
  beforeEach(() => {
    opened.length = 0;
    outcomes = [];
  });
  afterEach(() => vi.useRealTimers());

  it("calls no word unknown before the lists have come, and then the wrong one alone", async () => {
    const entry = new PhraseEntry({ language: "fr", open: () => Promise.resolve(null) });
    entry.write(0, "abaisser");
    entry.write(1, "zzzzz");
    const kinds = (): string[] => entry.getState().understood.map(({ kind }) => kind);
    expect(kinds().slice(0, 2)).toEqual(["nothing", "nothing"]);
    await vi.waitFor(() => expect(kinds().slice(0, 2)).toEqual(["word", "unknown"]));
  });

  it("asks nobody before it is whole", async () => {
    const given = await entry();
    expect(given.firstMissing()).toBe(0);
    given.write(0, "abaisser");
    given.write(1, "xyzzyx");
    expect(given.firstMissing()).toBe(1);
    await given.open();
    expect(opened).toEqual([]);
  });

  it("takes six words that were pasted into one field, with mistakes, from either list", async () => {
    const given = await entry();
    expect(given.write(0, "abandon, ABILITY\nable zero zone zooo")).toBe(6);
    await given.open();
    expect(opened).toEqual([{ kind: "words", words: ["abandon", "ability", "able", "zero", "zone", "zoo"] }]);
  });

  it("keeps no more than eight pictures, and lets go of the last", async () => {
    const given = await entry();
    given.choose("pictures");
    for (let i = 0; i < 10; i += 1) given.pick(i % 2 === 0 ? "cat" : "dog");
    expect(given.getState().pictures).toHaveLength(8);
    given.removeLast();
    expect(given.firstMissing()).toBe(7);
    given.pick("ghost");
    await given.open();
    expect(opened).toMatchObject([{ kind: "pictures" }]);
  });

  it("says how long to wait, counts down, and asks nobody until then", async () => {
    const given = await entry();
    vi.useFakeTimers();
    given.write(0, "abaisser abandon abdiquer zenith zeste zoologie");
    outcomes = [{ kind: "wait", ms: 1_900 }];
    await given.open();
    expect(given.getState().outcome).toEqual({ at: "waiting", seconds: 2 });
    given.write(0, "abandon");
    await given.open();
    expect([given.getState().outcome.at, opened.length]).toEqual(["waiting", 1]);
    vi.advanceTimersByTime(1_000);
    expect(given.getState().outcome).toEqual({ at: "waiting", seconds: 1 });
    vi.advanceTimersByTime(1_000);
    expect(given.getState().outcome).toEqual({ at: "free" });
    await given.open();
    expect(opened).toHaveLength(2);
  });

  it.each(["nothing", "later", "unable"] as const)("says « %s » until something is changed", async (kind) => {
    const given = await entry();
    given.write(0, "abaisser abandon abdiquer zenith zeste zoologie");
    outcomes = [{ kind }];
    await given.open();
    expect(given.getState().outcome).toEqual({ at: kind });
    given.write(5, "zinc");
    expect(given.getState().outcome).toEqual({ at: "writing" });
  });

  it("is forgotten at once", async () => {
    const given = await entry();
    given.write(0, "abaisser abandon");
    given.clear();
    expect(JSON.stringify(given.getState())).not.toMatch(/aba/);
  });
});
