/** The officers' library: ours is whole, and what is wrong in another is told in one line that names the file and the place. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLibrary } from "./readLibrary.ts";

const OURS = fileURLToPath(new URL("../../../element-config/library", import.meta.url));
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "abri-library-"));
  cpSync(join(OURS, "fr"), join(root, "fr"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const answer = { id: "a", kind: "answer", situations: ["home"], title: "t", text: "x" };
const service = { id: "s", name: "n", what: "w", number: "119", source: "p" };
const appointment = { text: "{date} {time} {place}" };
const write = (file: string, value: unknown) => writeFileSync(join(root, "fr", file), JSON.stringify(value));

function complaint(): string {
  try {
    readLibrary(root);
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
}

describe("the officers' library", () => {
  it("is read when it is whole: ours, with the default language first", () => {
    expect(readLibrary(OURS).map(({ language }) => language)[0]).toBe("fr");
    expect(complaint()).toBe("none");
    write("answers.json", [answer]);
    write("services.json", [service]);
    write("danger.json", [{ id: "q", text: "?" }]);
    write("appointment.json", appointment);
    expect(readLibrary(root)).toEqual([
      {
        ...{ language: "fr", answers: [answer], danger: [{ id: "q", text: "?" }], appointment },
        services: [{ ...service, situations: [], departements: [], by: "call" }],
      },
    ]);
  });

  it.each<[string, () => void, RegExp]>([
    ["a file is missing", () => rmSync(join(root, "fr/answers.json")), /fr\/answers\.json: is missing$/],
    ["a file is no JSON", () => writeFileSync(join(root, "fr/services.json"), "[{"), /services\.json: is not JSON/],
    ["a text is empty", () => write("answers.json", [{ ...answer, text: " " }]), /answers\.json: \[0\]\.text is empty/],
    ["a key is unknown", () => write("answers.json", [{ ...answer, html: "" }]), /\[0\] has the unknown key html$/],
    [
      "a situation is unknown",
      () => write("answers.json", [{ ...answer, situations: ["sea"] }]),
      /must be one of home/,
    ],
    ["one is there twice", () => write("answers.json", [answer, answer]), /\[1\]\.id is there twice$/],
    ["a number is no number", () => write("services.json", [{ ...service, number: "x" }]), /number must be digits$/],
    [
      "a service cannot be reached",
      () => write("services.json", [{ ...service, number: undefined }]),
      /must have a number or web$/,
    ],
    [
      "an appointment has no place",
      () => write("appointment.json", { text: "{date} {time}" }),
      /text must have \{date\}, \{time\} and \{place\}$/,
    ],
    ["a source is missing", () => write("services.json", [{ ...service, source: undefined }]), /source is missing$/],
    ["a folder is no language", () => mkdirSync(join(root, "Old copy")), /Old copy: is not named for a language/],
    ["the default language is missing", () => rmSync(join(root, "fr"), { recursive: true }), /fr: is missing/],
  ])("stops the start when %s", (_what, spoil, says) => {
    spoil();
    const line = complaint();
    expect(line).toMatch(says);
    expect(line).toMatch(/^The officers' library cannot be used\. [^\n]+$/);
  });
});
