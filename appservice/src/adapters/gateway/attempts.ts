/**
 * How often phrases may be tried: a wait that doubles with each wrong one from the same network, and a slower answer for everybody while
 * many are wrong everywhere. In this process' memory only, so with N processes one may try N times as often, and a restart forgets it.
 * The phrase is what protects; this keeps whoever guesses from doing so for free.
 */
const FREE = 3;
const LONGEST_WAIT_MS = 15 * 60_000;
/** One wrong try is forgiven after so long. */
const FORGIVEN_MS = 10 * 60_000;
/** Networks that are remembered; of more the oldest are forgotten. */
const MOST_NETWORKS = 20_000;

const FREE_EVERYWHERE = 60;
const FORGIVEN_EVERYWHERE_MS = 1_000;
const LONGEST_PAUSE_MS = 8_000;
/** More than these are not held at once, but refused. */
const MOST_HELD = 200;

interface Score {
  readonly wrong: number;
  readonly at: number;
}
const NONE: Score = { wrong: 0, at: 0 };

export type Turn =
  | { readonly kind: "wait"; readonly ms: number }
  /** May try after a pause. Counted as wrong until `right` is called; `done` in any case. */
  | { readonly kind: "try"; readonly pauseMs: number; right(): void; done(): void };

export class Attempts {
  readonly #networks = new Map<string, Score>();
  #everywhere: Score = NONE;
  #held = 0;

  /** @param now in milliseconds. */
  begin(address: string, now: number): Turn {
    const network = networkOf(address);
    const before = this.#networks.get(network) ?? NONE;
    const wrong = faded(before, now, FORGIVEN_MS);
    const waited = now - before.at;
    const mustWait = waitAfter(wrong);
    if (waited < mustWait) return { kind: "wait", ms: mustWait - waited };
    if (this.#held >= MOST_HELD) return { kind: "wait", ms: LONGEST_PAUSE_MS };
    // Counted before it is looked at: tries at the same time are not free.
    this.#remember(network, { wrong: wrong + 1, at: now });
    const everywhere = faded(this.#everywhere, now, FORGIVEN_EVERYWHERE_MS);
    this.#everywhere = { wrong: everywhere + 1, at: now };
    this.#held += 1;
    const over = Math.max(0, everywhere - FREE_EVERYWHERE);
    return {
      kind: "try",
      pauseMs: over === 0 ? 0 : Math.min(250 * 2 ** (over / 30), LONGEST_PAUSE_MS),
      right: () => {
        this.#remember(network, before);
        this.#everywhere = { ...this.#everywhere, wrong: Math.max(0, this.#everywhere.wrong - 1) };
      },
      done: () => (this.#held -= 1),
    };
  }

  #remember(network: string, score: Score): void {
    this.#networks.delete(network);
    if (score.wrong > 0) this.#networks.set(network, score);
    for (const oldest of this.#networks.keys()) {
      if (this.#networks.size <= MOST_NETWORKS) break;
      this.#networks.delete(oldest);
    }
  }
}

function waitAfter(wrong: number): number {
  return wrong < FREE ? 0 : Math.min(1_000 * 2 ** (wrong - FREE), LONGEST_WAIT_MS);
}

function faded({ wrong, at }: Score, now: number, everyMs: number): number {
  return Math.max(0, wrong - Math.floor((now - at) / everyMs));
}

/** One IPv4 address, or the 64 bits of IPv6 that one subscriber is given. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%")[0]?.split("::") ?? [];
  const groups = head.split(":").filter((group) => group !== "");
  const after = (tail ?? "").split(":").filter((group) => group !== "");
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  const all = [...groups, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...after];
  return `${all
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
