/** Tells the operations room that a patrol was ordered. */
import type { ConversationId } from "@abri/contract";
import type { Clock } from "../ports/clock.ts";
import type { ConversationStore } from "../ports/conversationStore.ts";
import type { PatrolOrder } from "../ports/jobs.ts";
import type { OperationsRoom } from "../ports/operationsRoom.ts";

interface Parts {
  readonly store: Pick<ConversationStore, "change">;
  /** `null`: none is configured; the officer telephones. */
  readonly operations: OperationsRoom | null;
  readonly clock: Clock;
}

export class Patrols {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Retried by the job until it has worked; the operations room knows a second one by its identifier. */
  async tell(id: ConversationId, order: PatrolOrder): Promise<void> {
    const { store, operations, clock } = this.#parts;
    if (operations === null) return;
    await operations.tell(id, order);
    await store.change(id, ({ state, patrol }) =>
      patrol === null || patrol.toldAt !== null
        ? null
        : {
            state,
            patrol: { ...patrol, toldAt: clock.now() },
            audit: [{ who: "desk", what: "operations room told of the patrol" }],
            jobs: [],
          },
    );
  }
}
