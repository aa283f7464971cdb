/** A desk, a room and surroundings that a test plays by hand. Only tests import them. */
import { IdempotencyKey, type SessionToken, StartResponse, type StatusResponse } from "@abri/contract";
import type {
  Answer,
  Desk,
  Invited,
  Opened,
  Outgoing,
  RoomListener,
  SecureRoom,
  Sent,
  Surroundings,
} from "../ports.ts";

export const SESSION = StartResponse.parse({
  conversationId: "6f1c6e0e-7a51-4a53-9a4d-3f0f5d0c0001",
  sessionToken: "s".repeat(43),
  userId: "@victim-1:victims",
  deviceId: "DEVICE",
  roomId: "!room",
});

const LATER: Answer<never> = { kind: "later", afterMs: 0 };

export class FakeDesk implements Desk {
  readonly calls: string[] = [];
  readonly startKeys: string[] = [];
  /** How many requests of each kind the network swallows first. */
  readonly lost = { start: 0, ready: 0 };
  startAnswer: Answer<typeof SESSION> = { kind: "ok", value: SESSION };
  private view: Answer<StatusResponse> = {
    kind: "ok",
    value: { version: 0, status: { phase: "waiting", ready: false, position: 1, minutes: null } },
  };
  private waiting: (() => void)[] = [];

  /** What the victim's status becomes. */
  show(view: Answer<StatusResponse>): void {
    this.view = view;
    for (const wake of this.waiting.splice(0)) wake();
  }

  start({ idempotencyKey }: { idempotencyKey: string }): Promise<Answer<typeof SESSION>> {
    this.calls.push("start");
    this.startKeys.push(idempotencyKey);
    return Promise.resolve(this.lost.start-- > 0 ? LATER : this.startAnswer);
  }

  async status(_token: SessionToken, since: number, signal: AbortSignal): Promise<Answer<StatusResponse>> {
    while (this.view.kind === "ok" && this.view.value.version <= since && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        signal.addEventListener("abort", () => resolve());
      });
    }
    return this.view;
  }

  ready(): Promise<Answer<null>> {
    this.calls.push("ready");
    return Promise.resolve(this.lost.ready-- > 0 ? LATER : { kind: "ok", value: null });
  }

  danger(): Promise<Answer<null>> {
    this.calls.push("danger");
    return Promise.resolve({ kind: "ok", value: null });
  }

  close(_token: SessionToken, reason: string): void {
    this.calls.push(`close ${reason}`);
  }
}

export class FakeRoom implements SecureRoom {
  /** Every attempt, with its key: "intake", or the text. */
  readonly attempts: { readonly key: string; readonly what: string; readonly outcome: Sent }[] = [];
  readonly invitations: string[] = [];
  /** What the next attempts come to; "sent" when there is nothing here. */
  readonly outcomes: Sent[] = [];
  readonly inviteOutcomes: Invited[] = [];
  opened: Opened = "open";
  listener: RoomListener | null = null;
  stops = 0;

  open(_session: typeof SESSION, listener: RoomListener): Promise<Opened> {
    this.listener = listener;
    return Promise.resolve(this.opened);
  }

  invite(officer: string): Promise<Invited> {
    this.invitations.push(officer);
    return Promise.resolve(this.inviteOutcomes.shift() ?? "invited");
  }

  send(key: string, outgoing: Outgoing): Promise<Sent> {
    const outcome = this.outcomes.shift() ?? "sent";
    this.attempts.push({ key, what: outgoing.type === "intake" ? "intake" : outgoing.text, outcome });
    return Promise.resolve(outcome);
  }

  /** What has arrived, in order. */
  get arrived(): string[] {
    return this.attempts.filter((one) => one.outcome === "sent").map((one) => one.what);
  }

  stop(): void {
    this.stops += 1;
  }
}

/** Pauses last as long as it takes to look up; keys count up. */
export function fakeSurroundings(): Surroundings & { readonly pauses: number[] } {
  let keys = 0;
  const pauses: number[] = [];
  return {
    pauses,
    pause: (ms) => {
      pauses.push(ms);
      return new Promise((resolve) => setImmediate(resolve));
    },
    randomKey: () => {
      keys += 1;
      return IdempotencyKey.parse(String(keys).padStart(43, "k"));
    },
  };
}

/** Lets everything that is ready to happen, happen. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 50; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
