/** How long before the next try, by how many have failed: 0.5 s, doubling, at most 10 s. It never gives up. */
export function backoffMs(failures: number): number {
  return Math.min(500 * 2 ** Math.min(failures, 10), 10_000);
}
