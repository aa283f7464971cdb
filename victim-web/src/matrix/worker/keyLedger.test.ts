import { describe, expect, it } from "vitest";
import { deviceKey, KeyLedger } from "./keyLedger.ts";

const AMINA = deviceKey("@amina:police", "A");
const CLAIRE = deviceKey("@claire:gendarmerie", "C");

describe("the key ledger", () => {
  it("lets nothing leave that nobody was given a key for", () => {
    expect(new KeyLedger().readable("one", new Set([AMINA]))).toBe(false);
  });

  it("lets an event leave when one of the readers was given something", () => {
    const ledger = new KeyLedger();
    ledger.delivered("@amina:police", "A");
    expect(ledger.readable("one", new Set([CLAIRE]))).toBe(false);
    expect(ledger.readable("one", new Set([CLAIRE, AMINA]))).toBe(true);
  });

  it("asks for a new delivery when the session is a new one", () => {
    const ledger = new KeyLedger();
    ledger.delivered("@amina:police", "A");
    expect(ledger.readable("one", new Set([AMINA]))).toBe(true);
    expect(ledger.readable("two", new Set([AMINA]))).toBe(false);
    ledger.delivered("@amina:police", "A");
    expect(ledger.readable("two", new Set([AMINA]))).toBe(true);
  });

  it("knows that an older session is readable by who was given its key later", () => {
    const ledger = new KeyLedger();
    ledger.delivered("@amina:police", "A");
    expect(ledger.readable("one", new Set([AMINA]))).toBe(true);
    ledger.delivered("@claire:gendarmerie", "C");
    expect(ledger.readable("one", new Set([CLAIRE]))).toBe(true);
  });
});
