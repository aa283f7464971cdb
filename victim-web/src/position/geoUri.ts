/** A place as it is sent (RFC 5870) and as it is read aloud. Five decimals are one metre: more would pretend. */
import type { Place } from "./locate.ts";

export function geoUri(place: Place): string {
  return `geo:${decimal(place.latitude)},${decimal(place.longitude)};u=${metres(place)}`;
}

/** « 48.85660, 2.35220 »: the form that any map takes. */
export function coordinates(place: Place): string {
  return `${decimal(place.latitude)}, ${decimal(place.longitude)}`;
}

export function metres(place: Place): number {
  return Math.max(1, Math.ceil(place.accuracy));
}

function decimal(degrees: number): string {
  return degrees.toFixed(5);
}
