/** A homeserver that does nothing for a while, as behind a bad network: what it is sent meanwhile waits for it. */
import { endpoints, type Role } from "./system.ts";

export async function standingStill<T>(role: Role, during: () => Promise<T>): Promise<T> {
  const homeserver = endpoints().processes.find(({ name }) => name === `synapse-${role}`);
  if (homeserver === undefined) throw new Error(`no process of the homeserver ${role}`);
  process.kill(homeserver.pid, "SIGSTOP");
  try {
    return await during();
  } finally {
    process.kill(homeserver.pid, "SIGCONT");
  }
}
