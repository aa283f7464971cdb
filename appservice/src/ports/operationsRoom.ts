/** Where patrols are sent from: outside of this system. */
import type { PatrolOrder } from "./jobs.ts";

export interface OperationsRoom {
  /** `id`: the same for each attempt to tell the same. @throws when it has not been taken; to be tried again. */
  tell(id: string, order: PatrolOrder): Promise<void>;
}
