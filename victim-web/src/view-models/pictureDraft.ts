/**
 * The picture that is about to be sent, from the choice to « envoyer » or « annuler ». One per open sheet. Outside React, so that the
 * emergency exit can empty it whatever React is doing.
 *
 *     choosing ─▶ preparing ─▶ ready ─▶ choosing (sent, or cancelled)
 *         ▲           └─▶ refused
 *         └───────────────────┘ another one
 */
import type { Picture } from "../conversation/attachment.ts";
import { Observable } from "../observable.ts";
import { preparePicture } from "../pictures/preparePicture.ts";
import type { FileRefusal } from "../pictures/recognise.ts";

export type PictureDraftState =
  | { readonly at: "choosing" }
  | { readonly at: "preparing" }
  /** `url` shows exactly what will be sent. */
  | { readonly at: "ready"; readonly picture: Picture; readonly url: string }
  | { readonly at: "refused"; readonly why: FileRefusal };

export class PictureDraft extends Observable<PictureDraftState> {
  private readonly prepare: typeof preparePicture;

  constructor(prepare = preparePicture) {
    super({ at: "choosing" });
    this.prepare = prepare;
  }

  async take(file: Blob): Promise<void> {
    this.clear();
    const preparing: PictureDraftState = { at: "preparing" };
    this.set(preparing);
    const prepared = await this.prepare(file);
    // Cancelled, or another one was chosen in the meantime.
    if (this.state !== preparing) return;
    if (prepared.kind === "refused") this.set({ at: "refused", why: prepared.why });
    else {
      const { picture } = prepared;
      this.set({ at: "ready", picture, url: URL.createObjectURL(new Blob([picture.bytes], { type: "image/jpeg" })) });
    }
  }

  /** Lets go of the picture, and of what showed it. */
  clear(): void {
    if (this.state.at === "ready") URL.revokeObjectURL(this.state.url);
    this.set({ at: "choosing" });
  }
}
