/**
 * An officer's picture in the conversation: fetched, decrypted and decoded when the person asks to see it, and let go of when they hide it.
 *
 *     hidden ─▶ loading ─▶ shown ─▶ hidden
 *       ▲          └─▶ failed(later) ─▶ loading
 *       └──────────────┘ failed(never)
 */
import type { Fetched } from "../conversation/attachment.ts";
import { Observable } from "../observable.ts";

export type PictureViewState =
  | { readonly at: "hidden" }
  | { readonly at: "loading" }
  | { readonly at: "shown"; readonly url: string }
  | { readonly at: "failed"; readonly forGood: boolean };

export class PictureView extends Observable<PictureViewState> {
  constructor() {
    super({ at: "hidden" });
  }

  async show(fetch: () => Promise<Fetched>): Promise<void> {
    const loading: PictureViewState = { at: "loading" };
    this.set(loading);
    const [fetched, judge] = await Promise.all([fetch(), import("../pictures/showable.ts").catch(() => null)]);
    if (this.state !== loading) return;
    if (judge === null) {
      this.set({ at: "failed", forGood: false });
      return;
    }
    const blob = fetched.kind === "file" ? judge.showable(fetched.bytes) : null;
    if (blob !== null) this.set({ at: "shown", url: URL.createObjectURL(blob) });
    else this.set({ at: "failed", forGood: fetched.kind !== "later" });
  }

  /** Its bytes are of the right kind, but no browser can decode them. */
  broken(): void {
    this.clear();
    this.set({ at: "failed", forGood: true });
  }

  clear(): void {
    if (this.state.at === "shown") URL.revokeObjectURL(this.state.url);
    this.set({ at: "hidden" });
  }
}
