/**
 * The place that is about to be shared. Nothing is asked of the device before `ask`, and nothing is sent before the person has read it.
 *
 *     still ─ask─▶ asking ─▶ found
 *       ▲            └─▶ refused ─ask─▶ asking
 *       └── clear ──┘
 */
import { Observable } from "../observable.ts";
import { locate, type Place, type PlaceRefusal } from "../position/locate.ts";

export type PositionDraftState =
  | { readonly at: "still" }
  | { readonly at: "asking" }
  | { readonly at: "found"; readonly place: Place }
  | { readonly at: "refused"; readonly why: PlaceRefusal };

export class PositionDraft extends Observable<PositionDraftState> {
  private readonly geolocation: Geolocation | undefined;

  constructor(geolocation: Geolocation | undefined) {
    super({ at: "still" });
    this.geolocation = geolocation;
  }

  async ask(): Promise<void> {
    const asking: PositionDraftState = { at: "asking" };
    this.set(asking);
    const located = await locate(this.geolocation);
    if (this.state !== asking) return;
    this.set(located.kind === "place" ? { at: "found", place: located.place } : { at: "refused", why: located.why });
  }

  clear(): void {
    this.set({ at: "still" });
  }
}
