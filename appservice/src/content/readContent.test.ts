/** An operator's folder of words: what is wrong in it is told in one line that names the file and the place; nothing is let through. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readContent } from "./readContent.ts";
import { withRetention } from "./retention.ts";

const OURS = fileURLToPath(new URL("../../../victim-web/content", import.meta.url));
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "abri-content-"));
  cpSync(join(OURS, "fr"), join(root, "fr"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Changes one value in one file; `undefined` takes it away. */
function put(file: string, path: readonly (string | number)[], value: unknown): void {
  const whole: unknown = JSON.parse(readFileSync(join(root, file), "utf8"));
  let at = whole as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as typeof at;
  at[path.at(-1) ?? ""] = value;
  writeFileSync(join(root, file), JSON.stringify(whole));
}

function complaint(): string {
  try {
    readContent(root);
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
}

describe("a folder of words", () => {
  it("is read when it is whole: ours, with the default language first", () => {
    const packs = readContent(OURS);
    expect(packs[0].language).toBe("fr");
    expect(complaint()).toBe("none");
  });

  it("may hold a language that we have never heard of", () => {
    cpSync(join(root, "fr"), join(root, "br"), { recursive: true });
    put("br/language.json", ["name"], "Brezhoneg");
    expect(readContent(root).map(({ name }) => name)).toEqual(["Français", "Brezhoneg"]);
  });

  it.each<[string, () => void, RegExp]>([
    ["a file is missing", () => rmSync(join(root, "fr/easy/online.json")), /fr\/easy\/online\.json: is missing$/],
    ["a file is no JSON", () => writeFileSync(join(root, "fr/numbers.json"), "[{,"), /fr\/numbers\.json: is not JSON/],
    [
      "a key is missing",
      () => put("fr/interface.json", ["exit", "button"], undefined),
      /interface\.json: exit\.button is missing$/,
    ],
    [
      "a key is unknown",
      () => put("fr/interface.json", ["exit", "buton"], "x"),
      /interface\.json: exit has the unknown key buton$/,
    ],
    [
      "a text is empty",
      () => put("fr/interface.json", ["exit", "button"], " "),
      /interface\.json: exit\.button is empty/,
    ],
    [
      "a text is no text",
      () => put("fr/interface.json", ["exit", "button"], 3),
      /exit\.button must be of type string$/,
    ],
    [
      "a placeholder is another one",
      () => put("fr/interface.json", ["status", "waiting"], "{place}"),
      /status\.waiting must use the placeholders \{position\}, and uses \{place\}$/,
    ],
    [
      "a placeholder is lost",
      () => put("fr/interface.json", ["status", "asked"], "x"),
      /status\.asked must use the placeholders \{officer\}, and uses \{\}$/,
    ],
    [
      "a placeholder stands where none is filled in",
      () => put("fr/minor/home.json", ["heart", 0], "{name}"),
      /minor\/home\.json: heart\[0\] takes no placeholder$/,
    ],
    [
      "a message is malformed",
      () => put("fr/interface.json", ["status", "waiting"], "{position, plural, one {x}}"),
      /status\.waiting is no ICU message/,
    ],
    [
      "a pictogram is unknown",
      () => put("fr/easy/home.json", ["heart", 0, "pictogram"], "dragon"),
      /easy\/home\.json: heart\[0\]\.pictogram must be one of adult, /,
    ],
    [
      "a sentence of the easy register has no pictogram",
      () => put("fr/easy/home.json", ["heart", 0], "x"),
      /easy\/home\.json: heart\[0\] must be of type object$/,
    ],
    [
      "a topic is missing",
      () => put("fr/adult/school.json", ["topics", 0, "id"], "other"),
      /adult\/school\.json: topics lacks bullying \(and \d more\)$/,
    ],
    [
      "a pointer leads nowhere",
      () => put("fr/adult/school.json", ["also", 0, "topic"], "other"),
      /adult\/school\.json: also points to online\/other, which does not exist$/,
    ],
    [
      "a link is none of a phone",
      () => put("fr/numbers.json", [0, "href"], "https://example.org"),
      /numbers\.json: \[0\]\.href must be tel: or sms: and digits$/,
    ],
    [
      "a direction is none",
      () => put("fr/language.json", ["direction"], "up"),
      /language\.json: direction must be one of ltr, rtl$/,
    ],
  ])("is refused when %s", (_what, spoil, expected) => {
    spoil();
    expect(complaint()).toMatch(expected);
    expect(complaint()).not.toContain("\n");
  });

  it("is refused without the default language, without any, and with a folder that is named for no language", () => {
    cpSync(join(root, "fr"), join(root, "Other Stuff"), { recursive: true });
    expect(complaint()).toMatch(/Other Stuff is not named for a language$/);
    rmSync(join(root, "Other Stuff"), { recursive: true });
    rmSync(join(root, "fr"), { recursive: true });
    expect(complaint()).toMatch(/There is no folder .*\/fr$/);
    rmSync(root, { recursive: true });
    expect(complaint()).toMatch(/There is no folder /);
  });
});

describe("the promise of how long the server keeps what it keeps", () => {
  it.each([
    [0, /dès qu'elle est terminée/],
    [1, /au plus tard 1 heure après/],
    [3_600, /au plus tard 1 heure après/],
    [86_400, /au plus tard 24 heures après/],
  ])("says what is set: %i s", (seconds, expected) => {
    const [french] = withRetention(readContent(root), seconds);
    expect(french.texts.promises.kept).toMatch(expected);
    for (const { honest } of Object.values(french.registers)) expect(honest.kept.retention).not.toMatch(/[{}]/);
  });
});
