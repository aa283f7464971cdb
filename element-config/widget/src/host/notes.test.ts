import { describe, expect, it } from "vitest";
import { currentText, NoteEvent, noteOf } from "./notes.ts";

const amina = "@amina:police";
const event = (over: object = {}): object => ({
  ...{ event_id: "$1", sender: amina, origin_server_ts: 5, content: { msgtype: "m.notice", body: "a dit oui" } },
  ...over,
});
const edit = (body: string, at: number, sender = amina): object => ({
  ...{ sender, origin_server_ts: at, content: { body: `* ${body}`, "m.new_content": { msgtype: "m.text", body } } },
});

describe("a note", () => {
  it("is text, whichever client wrote it", () => {
    for (const msgtype of ["m.notice", "m.text"])
      expect(noteOf(NoteEvent.parse(event({ content: { msgtype, body: "<b>" } })), null)).toEqual({
        ...{ id: "$1", sender: amina, at: 5, text: "<b>" },
      });
  });

  it.each([
    ["a file", { msgtype: "m.file", body: "x", url: "mxc://a/b" }],
    ["nothing any more", {}],
    ["no text", { msgtype: "m.text", body: 7 }],
  ])("is not %s", (_what, content) => {
    expect(NoteEvent.safeParse(event({ content })).success).toBe(false);
  });

  it("is what its author has last made of it, and nobody else", () => {
    const edits = [edit("deux", 8), edit("trois", 9), edit("un", 7), edit("faux", 10, "@mallory:police"), event()];
    expect(currentText(edits, amina)).toBe("trois");
    expect(currentText([], amina)).toBeNull();
    expect(noteOf(NoteEvent.parse(event()), "trois").text).toBe("trois");
  });
});
