import { OfficerToken } from "@abri/contract/officers";
import type { Request } from "express";
import type { OfficersOrigin, Standing } from "../../ports/officersOrigin.ts";

/** Only in the header: a token in an address ends up in logs and histories. `null`: no session in such a room. */
export async function standingIn<R extends Standing["room"]>(
  desk: OfficersOrigin,
  request: Request,
  room: R,
): Promise<Extract<Standing, { room: R }> | null> {
  const token = OfficerToken.safeParse(/^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1]);
  const standing = token.success ? await desk.standing(token.data) : null;
  return standing?.room === room ? (standing as Extract<Standing, { room: R }>) : null;
}
