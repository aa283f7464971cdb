import { describe, expect, it } from "vitest";
import { TimeoutError, waitUntil } from "./waiting.ts";

/** Something that changes, and the number of those who listen. */
function source() {
  const listeners = new Set<() => void>();
  return {
    listeners,
    subscribe: (changed: () => void) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    change: () => listeners.forEach((listener) => listener()),
  };
}

describe("waitUntil", () => {
  it("answers at once what is there already", async () => {
    const { subscribe, listeners } = source();
    expect(await waitUntil(subscribe, () => Promise.resolve(1), "it", null)).toBe(1);
    expect(listeners.size).toBe(0);
  });

  it("asks again after a change that came while it was asking", async () => {
    const { subscribe, change } = source();
    let questions = 0;
    const answer = await waitUntil(
      subscribe,
      async () => {
        questions += 1;
        if (questions === 1) change();
        await Promise.resolve();
        return questions === 2 ? "second" : null;
      },
      "it",
      null,
    );
    expect(answer).toBe("second");
  });

  it("gives up, and listens no more", async () => {
    const { subscribe, listeners } = source();
    await expect(waitUntil(subscribe, () => Promise.resolve(null), "it", 1)).rejects.toThrow(TimeoutError);
    expect(listeners.size).toBe(0);
  });

  it("passes on what the question throws, and listens no more", async () => {
    const { subscribe, listeners } = source();
    const broken = () => Promise.reject(new Error("broken"));
    await expect(waitUntil(subscribe, broken, "it", null)).rejects.toThrow("broken");
    expect(listeners.size).toBe(0);
  });
});
