/** Who has uploaded a file, asked of the homeserver that holds it, with Synapse's admin API ("Query a piece of media by ID"). */
import { UserId } from "@abri/contract";
import { z } from "zod";
import type { MediaFile } from "../../ports/fileStore.ts";
import { MatrixClient, path, unlessRefused } from "./client.ts";
import type { ErasableHomeserver } from "./eraser.ts";

const TIMEOUT_MS = 10_000;
const Info = z.object({ media_info: z.object({ user_id: UserId.nullable() }) });
const NOBODY: z.infer<typeof Info> = { media_info: { user_id: null } };

export class Uploads {
  readonly #admins: ReadonlyMap<string, MatrixClient>;

  constructor(homeservers: readonly ErasableHomeserver[]) {
    this.#admins = new Map(homeservers.map((one) => [one.serverName, new MatrixClient(one.url, one.adminAccessToken)]));
  }

  /** `null`: nobody, or a homeserver that is none of ours. @throws MatrixUnavailable */
  async uploaderOf({ serverName, mediaId }: MediaFile): Promise<UserId | null> {
    const admin = this.#admins.get(serverName);
    if (admin === undefined) return null;
    const route = path`/_synapse/admin/v1/media/${serverName}/${mediaId}`;
    const asked = admin.call({ method: "GET", path: route, answer: Info, timeoutMs: TIMEOUT_MS });
    return (await unlessRefused(asked, ["M_NOT_FOUND"], NOBODY)).media_info.user_id;
  }
}
