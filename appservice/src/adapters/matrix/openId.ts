/** Who an OpenID token stands for: their homeserver says so (server-server API, "OpenID", `GET /_matrix/federation/v1/openid/userinfo`). */
import { serverNameOf, UserId } from "@abri/contract";
import { z } from "zod";
import { MatrixUnavailable, type OpenIds } from "../../ports/matrix.ts";

const TIMEOUT_MS = 10_000;
const UserInfo = z.object({ sub: UserId });

export class HomeserverOpenIds implements OpenIds {
  /** The address of each officers' homeserver, by server name. */
  readonly #urls: ReadonlyMap<string, string>;
  constructor(homeservers: readonly { readonly serverName: string; readonly url: string }[]) {
    this.#urls = new Map(homeservers.map(({ serverName, url }) => [serverName, url]));
  }

  async holderOf(serverName: string, token: string): Promise<UserId | null> {
    // Nobody else is asked: a server that a token names itself would vouch for anybody.
    const base = this.#urls.get(serverName);
    if (base === undefined) return null;
    const url = new URL("/_matrix/federation/v1/openid/userinfo", base);
    url.searchParams.set("access_token", token);
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
      body = await response.json();
    } catch {
      throw new MatrixUnavailable(0, "no answer", url.pathname);
    }
    if (response.status === 401) return null;
    const { data } = UserInfo.safeParse(body);
    if (!response.ok || data === undefined)
      throw new MatrixUnavailable(response.status, "unexpected answer", url.pathname);
    return serverNameOf(data.sub) === serverName ? data.sub : null;
  }
}
