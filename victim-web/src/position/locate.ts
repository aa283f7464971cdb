/** Where this device is, asked once and only when the person has pressed: nothing is watched, nothing is kept. */

/** How long a phone may look for satellites. */
const TIMEOUT_MS = 30_000;

export interface Place {
  /** Degrees, WGS 84. */
  readonly latitude: number;
  readonly longitude: number;
  /** Metres: it is within this distance with a probability of 95 %. */
  readonly accuracy: number;
}

export type PlaceRefusal = "denied" | "unavailable" | "too-slow";

export type Located =
  { readonly kind: "place"; readonly place: Place } | { readonly kind: "refused"; readonly why: PlaceRefusal };

/** Asks the browser, which asks the person. @param geolocation `undefined` where the browser has none. */
export function locate(geolocation: Geolocation | undefined): Promise<Located> {
  if (!geolocation) return Promise.resolve({ kind: "refused", why: "unavailable" });
  return new Promise((resolve) => {
    geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) =>
        resolve({ kind: "place", place: { latitude, longitude, accuracy } }),
      ({ code }) => resolve({ kind: "refused", why: REFUSALS[code] ?? "unavailable" }),
      { enableHighAccuracy: true, maximumAge: 0, timeout: TIMEOUT_MS },
    );
  });
}

/** `GeolocationPositionError`: 1 PERMISSION_DENIED, 2 POSITION_UNAVAILABLE, 3 TIMEOUT. */
const REFUSALS: Readonly<Record<number, PlaceRefusal>> = { 1: "denied", 2: "unavailable", 3: "too-slow" };
