import { describe, expect, it } from "vitest";
import { optionsFrom } from "./options.ts";

describe("optionsFrom", () => {
  it("takes the README's defaults", () => {
    expect(optionsFrom({}, [])).toMatchObject({ portBase: 8080, reset: false, retentionSeconds: undefined });
    expect(optionsFrom({}, []).home).toMatch(/\/\.abri$/);
  });

  it("reads what is given; zero is a value", () => {
    const env = {
      ABRI_HOME: "/somewhere",
      ABRI_PORT_BASE: "9080",
      ABRI_RETENTION_SECONDS: "0",
      ABRI_OFFER_SECONDS: "6",
    };
    expect(optionsFrom(env, ["--reset"])).toMatchObject({
      home: "/somewhere",
      portBase: 9080,
      reset: true,
      retentionSeconds: 0,
      offerSeconds: 6,
    });
  });

  it.each([
    [{ ABRI_PORT_BASE: "http" }, [], "ABRI_PORT_BASE"],
    [{ ABRI_PORT_BASE: "65530" }, [], "ABRI_PORT_BASE"],
    [{ ABRI_OFFER_SECONDS: "-1" }, [], "ABRI_OFFER_SECONDS"],
    [{}, ["--rest"], "--rest"],
  ])("names what is wrong in %o %o", (env, args, name) => {
    expect(() => optionsFrom(env, args)).toThrow(name);
  });
});
