import { describe, expect, it } from "vitest";
import { hears, normalise } from "./hearing.ts";

describe("what is heard", () => {
  it.each([
    ["Où ÊTES-vous ?", "ou etes vous"],
    ["L’école, s'il te plaît…", "l ecole s il te plait"],
    ["ta sœur", "ta soeur"],
    [" \n?! ", ""],
    ["٣ أين", "٣ اين"],
  ])("%s", (text, normal) => expect(normalise(text)).toBe(normal));

  it.each([
    ["ou es tu", "Dis-moi : où es-tu ?", true],
    ["où êtes vous", "ou etes vous", true],
    ["menac*", "Il vous a menacée ?", true],
    ["menac", "Il vous a menacée ?", false],
    ["âge", "Que fait-il au garage ?", false],
    ["âge", "Quel âge as-tu", true],
    ["quel age", "quel  âge", true],
    ["mal", "c'est normal", false],
  ])("%s in « %s »: %s", (heard, said, is) => expect(hears(heard, said)).toBe(is));
});
