import { describe, expect, it } from "vitest";
import { DEFAULT_PORT_BASE, PORT_NAMES, portsFrom } from "./ports.ts";

describe("portsFrom", () => {
  it("adds the offsets that the README promises", () => {
    expect(portsFrom(DEFAULT_PORT_BASE)).toEqual({
      victimWeb: 8080,
      officerWeb: 8081,
      element: 8082,
      admin: 8083,
      metrics: 8084,
      postgres: 8085,
      appservice: 8086,
      victimsClient: 8090,
      victimsFederation: 8091,
      policeClient: 8100,
      policeFederation: 8101,
      gendarmerieClient: 8110,
      gendarmerieFederation: 8111,
    });
  });

  it("gives no port twice", () => {
    expect(new Set(Object.values(portsFrom(1_000))).size).toBe(PORT_NAMES.length);
  });

  it.each([0, -1, 1.5, Number.NaN, 65_505])("refuses the base %s", (base) => {
    expect(() => portsFrom(base)).toThrow(RangeError);
  });

  it("accepts the last base that fits", () => {
    expect(portsFrom(65_504).gendarmerieFederation).toBe(65_535);
  });
});
