/** Offers the queue to the officers, and lets the clocks run out. */
import type { ConversationId } from "@abri/contract";
import { choose, nextRoundAt } from "../domain/choose.ts";
import { nextDeadline } from "../domain/conversation.ts";
import type { Clock } from "../ports/clock.ts";
import type { ConversationStore } from "../ports/conversationStore.ts";
import type { JobRequest } from "../ports/jobs.ts";
import type { Log } from "../ports/log.ts";
import type { Attestations } from "../ports/matrix.ts";
import type { RosterStore } from "../ports/rosterStore.ts";
import { changeOrNothing } from "./change.ts";
import type { Settings } from "./settings.ts";

interface Parts {
  readonly store: ConversationStore;
  readonly roster: Pick<RosterStore, "unchecked" | "attested" | "unreachable">;
  readonly attestations: Attestations;
  readonly addJob: (request: JobRequest) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: Settings;
  readonly count: (what: "offers" | "timeOuts") => void;
}

/** An attestation is believed for so long. The page checks it itself each time: this only spares offers in vain. */
const ATTESTATION_MS = 60_000;

export class Matching {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async match(): Promise<void> {
    const { store, addJob, clock, settings, log, count } = this.#parts;
    await this.#attest();
    const now = clock.now();
    const { made, queue } = await store.match(
      (waiting, officers) => choose(waiting, officers, now),
      (conversation, { officer, newRound }) =>
        changeOrNothing(
          conversation,
          { type: "offer", officer, deadline: now + settings.offer, newRound },
          now,
          settings,
        ),
    );
    for (let n = 0; n < made; n += 1) count("offers");
    if (made > 0) log.info("offers made", { count: made });
    const later = nextRoundAt(queue, now);
    if (later !== null) await addJob({ job: { task: "match-later" }, runAt: later });
  }

  async tick(id: ConversationId): Promise<void> {
    const { store, clock, settings, addJob, count } = this.#parts;
    const after = await store.change(id, (conversation) => {
      const command = { type: "tick", signs: conversation, limits: settings.limits } as const;
      const change = changeOrNothing(conversation, command, clock.now(), settings);
      if (!conversation.training && change?.audit.some(({ what }) => what === "timedOut") === true) count("timeOuts");
      return change;
    });
    // The page was heard of meanwhile: the clock that ran out was an older one.
    if (after === null || after.state.phase === "closed") return;
    const due = nextDeadline(after.state, after, settings.limits);
    if (due !== null) await addJob({ job: { task: "tick", conversation: id }, runAt: due });
  }

  async #attest(): Promise<void> {
    const { roster, attestations, clock, log } = this.#parts;
    const now = clock.now();
    const unchecked = await roster.unchecked(now - ATTESTATION_MS);
    if (unchecked.length === 0) return;
    const found = await attestations.of(unchecked);
    for (const officer of unchecked) {
      const attested = found.get(officer);
      if (attested === undefined) {
        await roster.unreachable(officer, now);
        continue;
      }
      const news = await roster.attested(officer, attested, now);
      if (news && !attested) log.warn("an officer on duty is not attested, and is not offered anything");
    }
  }
}
