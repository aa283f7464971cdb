/**
 * The widget's life, one for the page:
 *
 *     starting ─▶ outside            not shown by a client of this organisation
 *        │─────▶ unidentified        the officer or their client gave no identity; they may try again
 *        │─────▶ refused             this officer has nothing to do in this room
 *        ▼
 *       open ─▶ over                 the conversation has ended, or is somebody else's
 *
 * `open` goes on through a desk that is away (`link`) and a session that has run out (identified anew).
 */
import type { IntakeContent } from "@abri/contract";
import type { Library } from "@abri/contract/library";
import type { ConversationView, Identity, PermanenceView } from "@abri/contract/officers";
import { type Desk, type OfficersDesk, SESSION_OVER } from "../desk/desk.ts";
import type { Address } from "../host/address.ts";
import type { Ability, Host } from "../host/host.ts";
import { Observable } from "../observable.ts";

/** `null`: the officer has not answered yet. */
export type Abilities = ReadonlySet<Ability> | null;
export type Link = "live" | "lost";
/** `null`: not read yet. */
export type Intake = { readonly kind: "read"; readonly intake: IntakeContent } | { readonly kind: "unreadable" } | null;

interface Common {
  readonly kind: "open";
  readonly identity: Identity;
  readonly desk: OfficersDesk;
  readonly abilities: Abilities;
  readonly link: Link;
}
export type OpenPermanence = Common & { readonly room: "permanence"; readonly view: PermanenceView };
export type OpenConversation = Common & {
  readonly room: "conversation";
  readonly view: ConversationView;
  readonly intake: Intake;
  readonly library: Library;
};

export type SessionState =
  | { readonly kind: "starting"; readonly link: Link }
  | { readonly kind: "outside" }
  | { readonly kind: "unidentified" }
  | { readonly kind: "refused" }
  | OpenPermanence
  | OpenConversation
  | { readonly kind: "over" };

const ABILITIES: Readonly<Record<Identity["room"], readonly Ability[]>> = {
  permanence: ["duty"],
  conversation: ["intake", "position", "messages"],
};
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000];

interface Parts {
  readonly address: Address;
  readonly host: Host;
  readonly desk: Desk;
  readonly sleep: (ms: number) => Promise<void>;
}

export class Session extends Observable<SessionState> {
  readonly host: Host;
  readonly #parts: Parts;
  /** One run at a time: a second attempt takes the place of the first. */
  #run = new AbortController();
  #abilities: Abilities = null;
  #intake: Intake = null;
  #isAsked = false;

  constructor(parts: Parts) {
    super({ kind: "starting", link: "live" });
    this.#parts = parts;
    this.host = parts.host;
  }

  start(): void {
    this.#run.abort();
    this.#run = new AbortController();
    this.set({ kind: "starting", link: "live" });
    void this.#live(this.#run.signal);
  }

  async #live(signal: AbortSignal): Promise<void> {
    const { address, desk } = this.#parts;
    const origins = await this.#persist(signal, () => desk.clients());
    if (!origins.includes(address.clientOrigin)) {
      this.set({ kind: "outside" });
      return;
    }
    while (!signal.aborted) {
      const identity = await this.#identify(signal);
      if (identity === null) return;
      await this.#watch(identity, desk.withToken(identity.token), signal);
      if (this.getState().kind === "over") return;
    }
  }

  /** `null`: the end, and the state says which. */
  async #identify(signal: AbortSignal): Promise<Identity | null> {
    const { host, desk, address } = this.#parts;
    const identity = await this.#persist(signal, async () => {
      // A new one for each attempt: the desk takes each once.
      const openId = await host.openId().catch(() => null);
      return openId === null
        ? "unidentified"
        : ((await desk.identify({ openId, roomId: address.roomId })) ?? "refused");
    });
    if (typeof identity !== "string") return identity;
    const wasConversation = this.#open()?.room === "conversation";
    this.set({ kind: identity === "refused" && wasConversation ? "over" : identity });
    return null;
  }

  /** Until the session or the conversation is over. */
  async #watch(identity: Identity, desk: OfficersDesk, signal: AbortSignal): Promise<void> {
    const library = identity.room === "conversation" ? await this.#persist(signal, () => desk.library()) : [];
    if (library === SESSION_OVER) return;
    let since = "";
    while (!signal.aborted) {
      const tag = since;
      if (identity.room === "permanence") {
        const answer = await this.#persist(signal, () => desk.permanence(tag, signal));
        if (answer === SESSION_OVER) return;
        since = answer.tag;
        this.set({ ...this.#common(identity, desk), room: "permanence", view: answer.view });
      } else {
        const answer = await this.#persist(signal, () => desk.conversation(tag, signal));
        if (answer === SESSION_OVER) return;
        since = answer.tag;
        if (answer.view === null) {
          this.set({ kind: "over" });
          return;
        }
        this.set({
          ...this.#common(identity, desk),
          ...{ room: "conversation", view: answer.view, intake: this.#intake, library },
        });
      }
      this.#askOnce(identity.room);
    }
  }

  #common(identity: Identity, desk: OfficersDesk): Common {
    return { kind: "open", identity, desk, abilities: this.#abilities, link: "live" };
  }

  /** Once for the page: an officer who has said no is not asked again. */
  #askOnce(room: Identity["room"]): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    void this.#ask(room);
  }

  async #ask(room: Identity["room"]): Promise<void> {
    const { host } = this.#parts;
    this.#abilities = await host.ask(ABILITIES[room]).catch(() => new Set<Ability>());
    this.#refresh();
    if (!this.#abilities.has("intake")) return;
    const intake = await this.#firstIntake();
    this.#intake = intake === null ? { kind: "unreadable" } : { kind: "read", intake };
    this.#refresh();
  }

  /** It may come, or become readable, a moment after the officer has joined. */
  async #firstIntake(): Promise<IntakeContent | null> {
    for (const wait of [0, ...RETRY_MS]) {
      await this.#parts.sleep(wait);
      const intake = await this.#parts.host.intake().catch(() => null);
      if (intake !== null) return intake;
    }
    return null;
  }

  #open(): OpenPermanence | OpenConversation | null {
    const state = this.getState();
    return state.kind === "open" ? state : null;
  }

  #refresh(): void {
    const open = this.#open();
    if (open?.room === "permanence") this.set({ ...open, abilities: this.#abilities });
    if (open?.room === "conversation") this.set({ ...open, abilities: this.#abilities, intake: this.#intake });
  }

  /** Tries until the desk answers; what is shown says that it does not. */
  async #persist<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      try {
        const got = await attempt();
        this.#linked("live");
        return got;
      } catch (error) {
        if (signal.aborted) throw error;
        this.#linked("lost");
        await this.#parts.sleep(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 0);
      }
    }
  }

  #linked(link: Link): void {
    const state = this.getState();
    if ("link" in state && state.link !== link) this.set({ ...state, link });
  }
}
