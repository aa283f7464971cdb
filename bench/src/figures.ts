/** Small arithmetic on measured times. */

/** @throws RangeError on an empty list. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new RangeError("no values");
  return middle;
}

/** In milliseconds, as `median (minimum–maximum)`. */
export function spread(values: readonly number[]): string {
  const whole = (value: number): string => value.toFixed(0);
  return `${whole(median(values))} ms (${whole(Math.min(...values))}–${whole(Math.max(...values))})`;
}

export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
