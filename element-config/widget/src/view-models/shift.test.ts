import { UserId } from "@abri/contract";
import { describe, expect, it } from "vitest";
import { passOn } from "./shift.ts";
import { idOf } from "./testing.ts";

describe("the change of shift", () => {
  it("orders a handover of what does not stay, and names what could not be ordered", async () => {
    const ordered: unknown[] = [];
    const bruno = UserId.parse("@bruno:police");
    const kept = await passOn(
      {
        handOverOf: (conversation, order) => {
          ordered.push([conversation, order.wanted]);
          return Promise.resolve(conversation === idOf(3) ? { ok: false, reason: "not-free" } : { ok: true });
        },
      },
      [
        { conversation: idOf(1), number: "1", choice: "stay" },
        { conversation: idOf(2), number: "2", choice: "anyone" },
        { conversation: idOf(3), number: "3", choice: bruno },
      ],
    );
    expect(ordered).toEqual([
      [idOf(2), { kind: "anyone", skill: null }],
      [idOf(3), { kind: "officer", userId: bruno }],
    ]);
    expect(kept).toEqual(["3"]);
  });
});
