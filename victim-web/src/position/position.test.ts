import { describe, expect, it } from "vitest";
import { coordinates, geoUri, metres } from "./geoUri.ts";
import { locate } from "./locate.ts";

const PLACE = { latitude: 48.856_612_9, longitude: -2.35, accuracy: 24.2 };

it("is sent as a geo URI and read as two numbers, no more exact than it is", () => {
  expect(geoUri(PLACE)).toBe("geo:48.85661,-2.35000;u=25");
  expect(coordinates(PLACE)).toBe("48.85661, -2.35000");
  expect([metres(PLACE), metres({ ...PLACE, accuracy: 0 })]).toEqual([25, 1]);
});

describe("asking the device", () => {
  type Answer = (found: PositionCallback, failed: PositionErrorCallback) => void;
  const device = (answer: Answer): Geolocation => ({
    getCurrentPosition: answer,
    watchPosition: unwanted,
    clearWatch: unwanted,
  });
  const unwanted = (): never => {
    throw new Error("nothing is watched");
  };
  const failing = (code: number) => device((_, failed) => failed({ code } as GeolocationPositionError));

  it("gives the place, and nothing else of what the device says", async () => {
    const coords = { ...PLACE, altitude: 35, speed: 3, heading: 90 };
    const located = await locate(device((found) => found({ coords } as unknown as GeolocationPosition)));
    expect(located).toEqual({ kind: "place", place: PLACE });
  });

  it.each([
    ["denied", failing(1)],
    ["unavailable", failing(2)],
    ["too-slow", failing(3)],
    ["unavailable", failing(9)],
    ["unavailable", undefined],
  ])("or why there is none: %s", async (why, geolocation) => {
    expect(await locate(geolocation)).toEqual({ kind: "refused", why });
  });
});
