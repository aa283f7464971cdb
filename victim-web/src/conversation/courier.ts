/**
 * Brings what the victim writes to an officer: tells the desk that there is something, invites whom the desk names, sends the intake
 * first and then the outbox, in order, and brings edits and withdrawals. One per conversation; it does one thing at a time, so nothing
 * is ever overtaken.
 */
import type { IntakeContent, OfficerView } from "@abri/contract";
import { backoffMs } from "./backoff.ts";
import type { Change, Mine } from "./log.ts";
import { nextChange, nextToSend } from "./outbox.ts";
import type { Outgoing, SecureRoom, Sent, Surroundings } from "./ports.ts";
import { splitText } from "./textLimits.ts";
import { type Said, saidBefore } from "./transcript.ts";
import type { ConversationState, Happening } from "./state.ts";

export interface CourierParts {
  readonly room: SecureRoom;
  readonly surroundings: Surroundings;
  readonly state: () => ConversationState;
  readonly happen: (happening: Happening) => void;
  /** Tells the desk of the first message, and does not give up before it has heard; `false` when the conversation is over. */
  readonly tellReady: () => Promise<boolean>;
  /** As it is when it is sent. */
  readonly intake: () => IntakeContent;
  /** In words. */
  readonly transcript: (said: readonly Said[]) => string;
  /** Of a victim who has come back: whether the intake was sent before. */
  readonly cameBack: { readonly intakeIsThere: boolean } | null;
  readonly signal: AbortSignal;
}

/** Time for an officer's client to learn of this device after it has joined: more where the servers are slow, as inviting it has shown. */
const ACQUAINTED_MS = { least: 3_000, most: 15_000, perInviting: 2 };

type Step = "moved" | "try later" | "nothing to do";

export class Courier {
  private readonly parts: CourierParts;
  private readonly intakeKey: string;
  private toldReady = false;
  private intakeSent: boolean;
  /** The offer that was dealt with: its officer is invited, or is not attested and never will be by this page. */
  private settledOffer: number | null = null;
  /** The officers whose clients have had time to learn of this device. */
  private readonly met = new Set<string>();
  private hasMet = false;
  /** Their homeserver was asked for their keys in it, as theirs will be asked for ours. In ms. */
  private invitingTook = 0;
  /** By this page, which gave them the keys of what was said before. */
  private readonly invited = new Set<string>();
  /** What is said to an officer without standing in the log: it stands there already. */
  private aside: { readonly key: string; readonly text: string; readonly to: OfficerView }[] = [];
  private working = false;
  private again = false;
  /** Ends the pause before the next try, because something has happened that may let it succeed. */
  private nap = new AbortController();

  constructor(parts: CourierParts) {
    this.parts = parts;
    this.intakeKey = parts.surroundings.randomKey();
    this.intakeSent = parts.cameBack?.intakeIsThere ?? false;
    parts.signal.addEventListener("abort", () => this.nap.abort());
  }

  /** Something has changed: there may be something to do. */
  wake(): void {
    this.again = true;
    this.nap.abort();
    if (!this.working) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    let failures = 0;
    while (this.again && !this.parts.signal.aborted) {
      this.again = false;
      const step = await this.step();
      failures = step === "try later" ? failures + 1 : 0;
      if (step !== "nothing to do") this.again = true;
      if (step !== "try later") continue;
      this.nap = new AbortController();
      await this.parts.surroundings.pause(backoffMs(failures), this.nap.signal);
    }
    this.working = false;
  }

  private async step(): Promise<Step> {
    const { phase, log } = this.parts.state();
    // Whoever comes back may be asked for, or answered, already.
    const isAwaited = this.parts.cameBack !== null && (phase.kind === "asked" || phase.kind === "connected");
    // An officer is asked only when there is something to read.
    if (!this.toldReady && !isAwaited) {
      if (nextToSend(log) === null || !(await this.parts.tellReady())) return "nothing to do";
      this.toldReady = true;
      return "moved";
    }
    const next = nextChange(log);
    if (next?.change.kind === "withdrawal") return this.withdraw(next.message, next.change);
    switch (phase.kind) {
      case "asked":
        // Nothing is said to the child: the desk withdraws an offer that leads nowhere, and asks somebody else.
        return this.settledOffer === phase.offer ? "nothing to do" : this.invite(phase.officer, phase.offer);
      case "connected": {
        const { coming, officers } = phase;
        this.dropAside(officers);
        // Not before what is on its way: whoever comes reads all of it.
        if (coming !== null && this.settledOffer !== coming.offer) return this.invite(coming.officer, coming.offer);
        // Who has gone is met anew: meanwhile others may have said something.
        for (const userId of this.met) if (officers.every((one) => one.userId !== userId)) this.met.delete(userId);
        const newcomers = officers.filter(({ userId }) => !this.met.has(userId));
        if (newcomers.length > 0) return this.meet(newcomers);
        return this.sendNext();
      }
      case "starting":
      case "waiting":
      case "ended":
      case "refused":
        return "nothing to do";
    }
  }

  private async invite(officer: OfficerView, offer: number): Promise<Step> {
    const { now } = this.parts.surroundings;
    const began = now();
    const invited = await this.parts.room.invite(officer.userId);
    this.invitingTook = now() - began;
    if (invited === "later") return "try later";
    if (invited === "invited") this.invited.add(officer.userId);
    this.settledOffer = offer;
    return "moved";
  }

  /** An officer's client that reads a message before it knows this device does not believe it, and never looks again (ADR 0020). */
  private async meet(officers: readonly OfficerView[]): Promise<Step> {
    const { surroundings, state, transcript, cameBack, signal } = this.parts;
    const { least, most, perInviting } = ACQUAINTED_MS;
    const until = surroundings.now() + Math.min(most, Math.max(least, perInviting * this.invitingTook));
    // A pause ends early when the page is looked at again, which helps no officer's client.
    while (surroundings.now() < until && !signal.aborted) await surroundings.pause(until - surroundings.now(), signal);
    // Whoever is there when the victim comes back has it all from the page before.
    const wereThere = cameBack !== null && !this.hasMet;
    this.hasMet = true;
    for (const officer of officers) {
      this.met.add(officer.userId);
      const isInvited = this.invited.has(officer.userId);
      if (wereThere && !isInvited) continue;
      const { phase, log } = state();
      const present = phase.kind === "connected" ? phase.officers : [];
      const said = saidBefore(log, { officer, present, isInvited });
      if (said.length === 0) continue;
      const texts = splitText(transcript(said));
      this.aside.push(...texts.map((text) => ({ key: surroundings.randomKey(), text, to: officer })));
    }
    return "moved";
  }

  /** What is for somebody who has gone: when they are back, they are told anew. */
  private dropAside(officers: readonly OfficerView[]): void {
    const stays = ({ to }: { readonly to: OfficerView }): boolean =>
      officers.some(({ userId }) => userId === to.userId);
    for (const { key } of this.aside.filter((one) => !stays(one))) this.parts.room.forget(key);
    this.aside = this.aside.filter(stays);
  }

  private async sendNext(): Promise<Step> {
    const { room, happen } = this.parts;
    if (!this.intakeSent) {
      const sent = await room.send(this.intakeKey, { type: "intake", content: this.parts.intake() }, ignored);
      if (mayTryAgain(sent)) return "try later";
      // A refused intake must not keep the messages back.
      this.intakeSent = true;
      return "moved";
    }
    const [first] = this.aside;
    if (first !== undefined) {
      const sent = await room.send(first.key, { type: "text", text: first.text }, ignored);
      if (mayTryAgain(sent)) return "try later";
      this.aside.shift();
      return "moved";
    }
    const { log } = this.parts.state();
    const next = nextChange(log);
    if (next !== null) return this.edit(next.message, next.change);
    const message = nextToSend(log);
    if (message === null) return "nothing to do";
    const { key } = message;
    happen({ type: "sending", key });
    const sent = await room.send(key, outgoingOf(message), (part) => happen({ type: "uploading", key, part }));
    happen({ type: "settled", key, sent });
    return mayTryAgain(sent) ? "try later" : "moved";
  }

  private async edit({ key, text, events }: Mine, change: Change): Promise<Step> {
    const { room, happen } = this.parts;
    happen({ type: "changing", key });
    const sent = await room.send(change.key, { type: "edit", of: events[0] ?? "", text: text ?? "" }, ignored);
    happen({ type: "edit settled", key, changeKey: change.key, sent });
    return mayTryAgain(sent) ? "try later" : "moved";
  }

  private async withdraw({ key, loose, events }: Mine, change: Change): Promise<Step> {
    const { room, happen } = this.parts;
    // An edit that may have arrived holds the text too: what became of it is found out first.
    const [unknown] = loose;
    if (unknown !== undefined) {
      const sent = await room.send(unknown, { type: "again" }, ignored);
      happen({ type: "edit settled", key, changeKey: unknown, sent });
      return mayTryAgain(sent) ? "try later" : "moved";
    }
    happen({ type: "changing", key });
    for (const [index, eventId] of events.entries()) {
      const outcome = await room.redact(`${change.key}.${index}`, eventId);
      if (outcome === "done") continue;
      happen({ type: "withdrawal settled", key, outcome });
      return outcome === "later" ? "try later" : "moved";
    }
    happen({ type: "withdrawal settled", key, outcome: "done" });
    return "moved";
  }
}

function ignored(): void {
  // An event is one request: there is no way to tell how far it is.
}

/** Withdrawn in the meantime: only what may have left is found out. */
function outgoingOf({ text, attachment }: Mine): Outgoing {
  if (text === null) return { type: "again" };
  switch (attachment?.kind) {
    case undefined:
      return { type: "text", text };
    case "position":
      return { type: "position", text, geoUri: attachment.geoUri };
    case "picture":
      return attachment.picture === null ? { type: "again" } : { type: "picture", picture: attachment.picture };
  }
}

function mayTryAgain(sent: Sent): boolean {
  return sent.kind === "later" || sent.kind === "no-reader";
}
