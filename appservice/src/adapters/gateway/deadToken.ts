/** What a token is told that opens nothing any more. */
import type { SessionToken } from "@abri/contract";
import type { Returns } from "../../ports/returns.ts";
import { type Answer, DEAD_TOKEN, MOVED } from "./answer.ts";

export async function deadToken(returns: Pick<Returns, "isReplaced">, token: SessionToken): Promise<Answer> {
  return (await returns.isReplaced(token)) ? MOVED : DEAD_TOKEN;
}
