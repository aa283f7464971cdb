/** The room's files: the victim's pictures on their way out, and those of officers. What moves them is loaded with the first one. */
import type { EncryptedFile, Fetched, Picture } from "../../conversation/attachment.ts";
import type { Brought, PictureSender } from "./pictureSender.ts";

export class Media {
  private readonly accessToken: () => string | null;
  private readonly stopped: AbortSignal;
  private sender: PictureSender | null = null;

  constructor(accessToken: () => string | null, stopped: AbortSignal) {
    this.accessToken = accessToken;
    this.stopped = stopped;
  }

  async bring(key: string, picture: Picture, progress: (part: number) => void): Promise<Brought> {
    const token = this.accessToken();
    if (token === null) return { kind: "later" };
    try {
      const { PictureSender } = await import("./pictureSender.ts");
      this.sender ??= new PictureSender(token, this.stopped);
    } catch {
      // No network for the code either.
      return { kind: "later" };
    }
    return this.sender.bring(key, picture, progress);
  }

  forget(key: string): void {
    this.sender?.forget(key);
  }

  async fetch(file: EncryptedFile): Promise<Fetched> {
    const token = this.accessToken();
    if (token === null) return { kind: "refused" };
    try {
      const { fetchFile } = await import("./fetchFile.ts");
      return await fetchFile(file, token, this.stopped);
    } catch {
      return { kind: "later" };
    }
  }
}
