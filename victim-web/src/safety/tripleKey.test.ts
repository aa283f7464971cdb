import { describe, expect, it } from "vitest";
import { type KeyPress, tripleKey } from "./tripleKey.ts";

/** "S", "E" and "a" are Shift, Escape and a letter; at the given millisecond; `r` repeats, `c` composes, `t` together with another key. */
type Press = readonly [key: string, time: number, flag?: "r" | "c" | "t"];
const NAMES: Readonly<Record<string, string>> = { S: "Shift", E: "Escape" };

function press([key, time, flag]: Press): KeyPress {
  return { key: NAMES[key] ?? key, time, repeat: flag === "r", composing: flag === "c", together: flag === "t" };
}

describe("three times Shift or Escape", () => {
  it.each<[string, Press[], boolean]>([
    [
      "Shift three times",
      [
        ["S", 0],
        ["S", 300],
        ["S", 600],
      ],
      true,
    ],
    [
      "Escape three times",
      [
        ["E", 0],
        ["E", 300],
        ["E", 600],
      ],
      true,
    ],
    [
      "exactly as long as is allowed",
      [
        ["S", 0],
        ["S", 700],
        ["S", 1500],
      ],
      true,
    ],
    [
      "too slow",
      [
        ["S", 0],
        ["S", 700],
        ["S", 1501],
      ],
      false,
    ],
    [
      "too slow at first, then quick",
      [
        ["S", 0],
        ["S", 2000],
        ["S", 2300],
        ["S", 2600],
      ],
      true,
    ],
    [
      "twice",
      [
        ["S", 0],
        ["S", 300],
      ],
      false,
    ],
    [
      "mixed",
      [
        ["S", 0],
        ["E", 100],
        ["S", 200],
      ],
      false,
    ],
    [
      "capital letters",
      [
        ["S", 0],
        ["A", 50],
        ["S", 100],
        ["B", 150],
        ["S", 200],
      ],
      false,
    ],
    [
      "held down",
      [
        ["S", 0],
        ["S", 100, "r"],
        ["S", 200, "r"],
        ["S", 300, "r"],
      ],
      false,
    ],
    [
      "while composing",
      [
        ["S", 0, "c"],
        ["S", 100, "c"],
        ["S", 200, "c"],
      ],
      false,
    ],
    [
      "composing in between",
      [
        ["S", 0],
        ["S", 100],
        ["x", 150, "c"],
        ["S", 200],
      ],
      false,
    ],
    [
      "together with Ctrl or Alt",
      [
        ["S", 0, "t"],
        ["S", 100, "t"],
        ["S", 200, "t"],
      ],
      false,
    ],
  ])("%s", (_name, presses, expected) => {
    const pressed = tripleKey();
    const answers = presses.map((one) => pressed.key(press(one)));
    expect(answers.at(-1)).toBe(expected);
    expect(answers.slice(0, -1)).not.toContain(true);
  });

  it("begins anew when something else happened in between: Shift and a click selects", () => {
    const pressed = tripleKey();
    pressed.key(press(["S", 0]));
    pressed.key(press(["S", 100]));
    pressed.forget();
    expect(pressed.key(press(["S", 200]))).toBe(false);
  });
});
