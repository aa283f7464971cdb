import { describe, expect, it } from "vitest";
import { readConfig } from "./engine.ts";

const GOOD = {
  caCertificatesPem: "-----BEGIN CERTIFICATE-----",
  exitUrl: "https://www.example.org/",
  idleSeconds: 600,
};

describe("the configuration that the gateway puts into the page", () => {
  it("is read", () => {
    expect(readConfig(JSON.stringify(GOOD))).toEqual(GOOD);
  });

  it.each<[string, string | null]>([
    ["missing", null],
    ["empty", ""],
    ["not JSON", "{"],
    ["no CA: nobody could be given keys", JSON.stringify({ ...GOOD, caCertificatesPem: "" })],
    ["no exit", JSON.stringify({ caCertificatesPem: "x" })],
    ["an exit that is no address", JSON.stringify({ ...GOOD, exitUrl: "ailleurs" })],
  ])("is refused: %s", (_name, text) => {
    expect(readConfig(text)).toBeNull();
  });
});
