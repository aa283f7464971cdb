/** The room's files: the victim's pictures on their way out, and those of officers. */
import type { EncryptedFile, Fetched, Picture } from "../../../conversation/attachment.ts";
import { fetchFile } from "./fetchFile.ts";
import type { PageSigns } from "../pageSigns.ts";
import { type Brought, PictureSender } from "./pictureSender.ts";

export class Media {
  private readonly accessToken: () => string | null;
  private readonly onOffline: PageSigns["onOffline"];
  private sender: PictureSender | null = null;

  constructor(accessToken: () => string | null, onOffline: PageSigns["onOffline"]) {
    this.accessToken = accessToken;
    this.onOffline = onOffline;
  }

  async bring(key: string, picture: Picture, progress: (part: number) => void): Promise<Brought> {
    const token = this.accessToken();
    if (token === null) return { kind: "later" };
    this.sender ??= new PictureSender(token, this.onOffline);
    return this.sender.bring(key, picture, progress);
  }

  forget(key: string): void {
    this.sender?.forget(key);
  }

  async fetch(file: EncryptedFile): Promise<Fetched> {
    const token = this.accessToken();
    return token === null ? { kind: "refused" } : fetchFile(file, token);
  }
}
