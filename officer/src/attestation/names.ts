/** The two names by which an officer's certificate says whose it is (both are needed: the victim's browser checks either). */
import type { UserId } from "@abri/contract";
import { serverNameOf } from "@abri/contract";

export interface AttestedNames {
  /** A `matrix:` URI (Matrix specification, appendix "Matrix URI scheme"), percent-encoded: a port's colon is `%3A`. */
  readonly uri: string;
  readonly email: string;
}

export function attestedNames(userId: UserId): AttestedNames {
  const localpart = userId.slice(1, userId.indexOf(":"));
  const serverName = serverNameOf(userId);
  return {
    uri: `matrix:u/${encodeURIComponent(localpart)}:${encodeURIComponent(serverName)}`,
    email: `${localpart}@${serverName}`,
  };
}
