/** The session token of a request. */
import type { IncomingMessage } from "node:http";
import { SessionToken } from "@abri/contract";

/** Only in the header: a token in an address ends up in logs and histories. */
export function bearer(request: IncomingMessage): SessionToken | null {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  const parsed = SessionToken.safeParse(token);
  return parsed.success ? parsed.data : null;
}
