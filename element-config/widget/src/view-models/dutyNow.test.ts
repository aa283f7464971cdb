import { describe, expect, it } from "vitest";
import { type Duty, dutyNow } from "./dutyNow.ts";

const off: Duty = { duty: "off", capacity: 1, skills: [] };
const on: Duty = { duty: "on", capacity: 1, skills: ["en"] };
const onBreak: Duty = { duty: "break", capacity: 1, skills: ["en"] };

describe("an officer's duty", () => {
  it.each([
    ["what the desk shows, when nothing was written here", off, null, off],
    ["what was written, while the desk shows what was so before", off, { duty: on, before: { ...off } }, on],
    ["what the desk shows, once it shows what was written", on, { duty: on, before: off }, on],
    ["what the desk shows, when it was written elsewhere meanwhile", onBreak, { duty: on, before: off }, onBreak],
    [
      "what the desk shows, when only the capacity is another",
      { ...off, capacity: 2 },
      { duty: on, before: off },
      { ...off, capacity: 2 },
    ],
    [
      "what the desk shows, when only the skills are others",
      { ...off, skills: ["de"] },
      { duty: on, before: off },
      { ...off, skills: ["de"] },
    ],
  ])("is %s", (_what, shown, written, now) => {
    expect(dutyNow(shown, written)).toEqual(now);
  });
});
