import type { UserId } from "@abri/contract";
import { CloseReason } from "@abri/contract";
import { describe, expect, it } from "vitest";
import type { Conversation } from "../domain/conversation.ts";
import { farewell, notesTitle, roomFace, roomName } from "./words.ts";

const active = (page: "here" | "away" | "lost" | "closed"): Conversation => ({
  phase: "active",
  readySince: 0,
  officers: ["@amina:police.example" as UserId],
  page,
});
const closed = (reason: CloseReason) => ({ phase: "closed", reason, at: 0 }) as const;

describe("what an officer's room is called", () => {
  it("says that an exercise is one, however the page is", () => {
    const name = roomName({ number: "48-21", training: true });
    expect(name).toBe("[EXERCICE] Conversation 48-21");
    for (const state of [active("here"), active("lost"), closed("emergency"), closed("officer")])
      expect(roomFace(name, state)?.name).toMatch(/^\[EXERCICE\] /);
    expect(roomName({ number: "48-21", training: false })).toBe("Conversation 48-21");
    expect(notesTitle({ number: "48-21", training: true })).toBe("[EXERCICE] Notes de la conversation 48-21");
    expect(notesTitle({ number: "48-21", training: false })).toBe("Notes de la conversation 48-21");
  });

  it("tells every way in which a victim can be silent apart", () => {
    const faces = [
      active("here"),
      active("away"),
      active("lost"),
      active("closed"),
      closed("emergency"),
      closed("idle"),
      closed("victim"),
    ];
    expect(new Set(faces.map((state) => roomFace("Conversation 48-21", state)?.name)).size).toBe(faces.length);
  });

  it.each([active("away"), active("lost"), active("closed"), closed("emergency")])(
    "says not to write first when somebody else may hold the phone: %j",
    (state) => {
      expect(roomFace("Conversation 48-21", state)?.topic).toMatch(/N’écrivez pas en premier|n’écrivez pas en premier/);
    },
  );

  it.each(CloseReason.options)("has a farewell: %s", (reason) => {
    expect(farewell(closed(reason))).not.toBe("");
    expect(/urgence/.test(farewell(closed(reason)))).toBe(reason === "emergency");
  });
});
