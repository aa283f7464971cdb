/** A desk, a room and surroundings that a test plays by hand. Only tests import them. */
import {
  type FeedbackRequest,
  IdempotencyKey,
  type OfficerView,
  type SessionToken,
  StartResponse,
  type StatusResponse,
} from "@abri/contract";
import type { EncryptedFile, Fetched } from "../attachment.ts";
import type {
  Answer,
  Desk,
  Invited,
  Kept,
  Opened,
  Outgoing,
  RoomListener,
  SecureRoom,
  Sent,
  StorageKey,
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
  readonly lost = { start: 0, ready: 0, end: 0 };
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
    // As the desk does: what is new at once, and else whatever there is at the next move of the queue.
    if (this.view.kind === "ok" && this.view.value.version <= since && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        signal.addEventListener("abort", () => resolve());
      });
    }
    return signal.aborted ? LATER : this.view;
  }

  allowReturn(): Promise<Answer<null>> {
    this.calls.push("allowReturn");
    return Promise.resolve({ kind: "ok", value: null });
  }

  ready(): Promise<Answer<null>> {
    this.calls.push("ready");
    return Promise.resolve(this.lost.ready-- > 0 ? LATER : { kind: "ok", value: null });
  }

  danger(): Promise<Answer<null>> {
    this.calls.push("danger");
    return Promise.resolve({ kind: "ok", value: null });
  }

  end(): Promise<Answer<null>> {
    this.calls.push("end");
    return Promise.resolve(this.lost.end-- > 0 ? LATER : { kind: "ok", value: null });
  }

  feedbackAnswers: Answer<null>[] = [];
  feedback(_token: SessionToken, { heard, helped, knows }: FeedbackRequest): Promise<Answer<null>> {
    this.calls.push(`feedback ${heard} ${helped} ${knows}`);
    return Promise.resolve(this.feedbackAnswers.shift() ?? { kind: "ok", value: null });
  }

  page(_token: SessionToken, page: string): void {
    this.calls.push(`page ${page}`);
  }

  leave(_token: SessionToken, how: string): void {
    this.calls.push(`leave ${how}`);
  }
}

export class FakeRoom implements SecureRoom {
  readonly fetched: string[] = [];
  fetchOutcome: Fetched = { kind: "later" };
  readonly dropped: string[] = [];
  /** Every attempt, with its key: "intake", the text, "edit: …" or "again". */
  readonly attempts: { readonly key: string; readonly what: string; readonly outcome: Sent["kind"] }[] = [];
  readonly invitations: string[] = [];
  /** What the next attempts come to; "sent" when there is nothing here. */
  readonly outcomes: Sent["kind"][] = [];
  readonly inviteOutcomes: Invited[] = [];
  readonly redactOutcomes: ("done" | "later" | "refused")[] = [];
  /** Whom the desk has named, as the room was told last. */
  named: readonly number[] = [];
  /** Every other call, in words. */
  readonly calls: string[] = [];
  opened: Opened = "open";
  kept: Kept = "kept";
  /** What the room of somebody who comes back tells while it is opened. */
  readonly earlier: ((listener: RoomListener) => void)[] = [];
  listener: RoomListener | null = null;
  stops = 0;
  /** Holds every attempt to send until it is let go. */
  hold: Promise<void> = Promise.resolve();
  /** The same, for every attempt to invite. */
  holdInvitations: Promise<void> = Promise.resolve();

  open(_session: typeof SESSION, listener: RoomListener, kept: StorageKey | null): Promise<Opened> {
    this.listener = listener;
    for (const tell of kept === null ? [] : this.earlier) tell(listener);
    return Promise.resolve(this.opened);
  }

  keep(): Promise<Kept> {
    this.calls.push("keep");
    return Promise.resolve(this.kept);
  }

  remember(officers: readonly OfficerView[]): void {
    this.named = officers.map(({ number }) => number);
  }

  async invite(officer: string): Promise<Invited> {
    this.invitations.push(officer);
    await this.holdInvitations;
    return this.inviteOutcomes.shift() ?? "invited";
  }

  async send(key: string, outgoing: Outgoing, progress: (part: number) => void): Promise<Sent> {
    if (outgoing.type === "picture") progress(0.5);
    await this.hold;
    const kind = this.outcomes.shift() ?? "sent";
    this.attempts.push({ key, what: inWords(outgoing), outcome: kind });
    // The same key makes the same event, as a transaction ID does.
    return kind === "sent" ? { kind, eventId: `$${key}` } : { kind };
  }

  fetchFile(file: EncryptedFile): Promise<Fetched> {
    this.fetched.push(file.mediaId);
    return Promise.resolve(this.fetchOutcome);
  }

  dropPicture(key: string): void {
    this.dropped.push(key);
  }

  redact(key: string, eventId: string): Promise<"done" | "later" | "refused"> {
    const outcome = this.redactOutcomes.shift() ?? "done";
    this.calls.push(`redact ${eventId} (${key}): ${outcome}`);
    return Promise.resolve(outcome);
  }

  forget(key: string): void {
    this.calls.push(`forget ${key}`);
  }

  markRead(eventId: string): void {
    this.calls.push(`read ${eventId}`);
  }

  setTyping(typing: boolean): void {
    this.calls.push(typing ? "typing" : "not typing");
  }

  wake(): void {
    this.calls.push("wake");
  }

  /** What has arrived, in order. */
  get arrived(): string[] {
    return this.attempts.filter((one) => one.outcome === "sent").map((one) => one.what);
  }

  stop(): void {
    this.stops += 1;
  }
}

function inWords(outgoing: Outgoing): string {
  switch (outgoing.type) {
    case "intake":
    case "again":
      return outgoing.type;
    case "text":
      return outgoing.text;
    case "picture":
      return `picture of ${outgoing.picture.width}`;
    case "position":
      return `${outgoing.text} (${outgoing.geoUri})`;
    case "edit":
      return `edit: ${outgoing.text}`;
  }
}

/** Short pauses last as long as it takes to look up; those of seconds and more until the clock is moved. Keys count up. */
export function fakeSurroundings(): Surroundings & {
  readonly pauses: number[];
  readonly advance: (ms: number) => Promise<void>;
  readonly wakeUp: () => void;
  /** Ends every pause that lasts, as when the page is looked at again. */
  readonly cutPauses: () => Promise<void>;
} {
  let keys = 0;
  let now = 1_000_000;
  let waiting: { readonly at: number; readonly resolve: () => void }[] = [];
  const wakers: (() => void)[] = [];
  const pauses: number[] = [];
  return {
    pauses,
    now: () => now,
    onWake: (then) => wakers.push(then),
    wakeUp: () => wakers.forEach((then) => then()),
    async cutPauses() {
      for (const { resolve } of waiting.splice(0)) resolve();
      await settle();
    },
    async advance(ms) {
      now += ms;
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { resolve } of due) resolve();
      await settle();
    },
    pause: (ms, signal) => {
      pauses.push(ms);
      return new Promise((resolve) => {
        if (ms <= 5_000)
          setImmediate(() => {
            now += ms;
            resolve();
          });
        else waiting.push({ at: now + ms, resolve });
        signal.addEventListener("abort", () => resolve());
      });
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
