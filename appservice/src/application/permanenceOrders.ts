/** Does what officers say in their Permanence, and answers there in one line each. */
import type { Corps, EventId, RoomId, UserId } from "@abri/contract";
import type { StoredConversation } from "../ports/conversationStore.ts";
import type { Permanences } from "../ports/matrix.ts";
import type { Done, NotDone } from "../ports/officersOrigin.ts";
import type { OfficersDesk } from "./officersDesk.ts";
import { type Order, parseOrder } from "./orders.ts";

interface Parts {
  readonly desk: OfficersDesk;
  readonly permanences: Pick<Permanences, "say" | "sayDuty">;
  readonly roomOf: (corps: Corps) => RoomId | null;
}

const HELP = `Ce que l’on peut écrire ici (48-21 : le numéro de la conversation) :
!service 3 mineurs en — je prends mon service, trois conversations à la fois, compétences au choix
!pause — je reste de service, sans nouvelle demande · !fin — je quitte mon service
!prendre 48-21 — je prends cette conversation qui attend
!relève 48-21 — quelqu’un d’autre prend la suite ; ou : !relève 48-21 gendarmerie, !relève 48-21 @claire:serveur, !relève 48-21 en
!renfort 48-21 — un second agent vient, je reste · !annuler 48-21 — plus besoin
!attente 48-21 — je remets en attente · !clore 48-21 — la conversation est terminée
!danger 48-21 — danger grave, j’appelle un superviseur · !patrouille 48-21 — une patrouille doit partir
!notes 48-21 — j’ouvre le fil des notes de cette conversation, dans le salon Notes`;

export class PermanenceOrders {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Done twice it is done once: an act that is done already is refused, and what was answered is not said again. */
  async obey(corps: Corps, officer: UserId, event: EventId, text: string): Promise<void> {
    const { desk, permanences, roomOf } = this.#parts;
    const room = roomOf(corps);
    const actor = await desk.officer(officer);
    if (room === null || actor?.corps !== corps) return;
    const order = parseOrder(text);
    await permanences.say(room, await this.#answer(order, room, officer), `order-${event}`);
  }

  async #answer(order: Order, room: RoomId, officer: UserId): Promise<string> {
    const { permanences } = this.#parts;
    switch (order.kind) {
      case "help":
        return HELP;
      case "on duty": {
        const { capacity, skills } = order;
        await permanences.sayDuty(room, officer, { on: true, capacity, skills: [...skills], break: false });
        return `${officer} : de service, ${capacity} à la fois.`;
      }
      case "on break":
        await this.#sayDuty(room, officer, true);
        return `${officer} : en pause, pas de nouvelle demande. Reprendre : !service`;
      case "off duty":
        await this.#sayDuty(room, officer, false);
        return `${officer} : hors service. Les conversations en cours restent à vous.`;
      case "handover":
        return this.#act(order.number, officer, "in it", (id) => this.#parts.desk.handOver(id, officer, order));
      case "cancel":
        return this.#act(order.number, officer, "in it", (id) => this.#parts.desk.cancelHandover(id, officer));
      case "requeue":
        return this.#act(order.number, officer, "in it", (id) => this.#parts.desk.requeue(id, officer));
      case "conclude":
        return this.#act(order.number, officer, "in it", (id) => this.#parts.desk.conclude(id, officer, null));
      case "mark grave":
        return this.#act(order.number, officer, "in it", (id) => this.#parts.desk.markGrave(id, officer));
      case "order patrol":
        return this.#act(order.number, officer, "in it", (id) => this.#parts.desk.orderPatrol(id, officer));
      case "open notes":
        return this.#act(
          order.number,
          officer,
          "in it",
          (id) => this.#parts.desk.openNotes(id, officer),
          "le fil de ses notes est dans le salon Notes. Écrivez dans ce fil, pas à côté.",
        );
      case "take":
        return this.#act(order.number, officer, "waiting", (id) => this.#parts.desk.assign(id, officer, officer));
    }
  }

  async #sayDuty(room: RoomId, officer: UserId, on: boolean): Promise<void> {
    const now = await this.#parts.desk.officer(officer);
    const { capacity = 1, skills = [] } = now ?? {};
    await this.#parts.permanences.sayDuty(room, officer, { on, capacity, skills: [...skills], break: on });
  }

  /** A number is said aloud, and two conversations may have the same: the one that this officer can mean. */
  async #act(
    number: string,
    officer: UserId,
    which: "in it" | "waiting",
    act: (id: StoredConversation["id"]) => Promise<Done>,
    whenDone = "c’est fait.",
  ): Promise<string> {
    const candidates = (await this.#parts.desk.living()).filter((one) => one.number === number);
    const isIn = ({ state }: StoredConversation): boolean =>
      state.phase === "active" && state.officers.includes(officer);
    const meant =
      which === "waiting"
        ? candidates.find(({ state }) => state.phase === "waiting")
        : (candidates.find(isIn) ?? (candidates.length === 1 ? candidates[0] : undefined));
    const done: Done = meant === undefined ? { ok: false, why: "unknown" } : await act(meant.id);
    return `${number} : ${done.ok ? whenDone : inWords(done.why)}`;
  }
}

function inWords(why: NotDone): string {
  switch (why) {
    case "unknown":
      return "aucune conversation de ce numéro ne peut être trouvée pour vous.";
    case "not-allowed":
    case "not-in-it":
      return "vous n’êtes pas dans cette conversation.";
    case "wrong-phase":
    case "not-ready":
    case "already-asked":
      return "ce n’est pas possible maintenant : elle n’en est pas là.";
    case "already-in-it":
      return "cet agent y est déjà.";
    case "handover-under-way":
      return "une relève est déjà en cours (!annuler pour l’arrêter).";
    case "no-handover":
      return "aucune relève n’est en cours.";
    case "ordered-already":
      return "une patrouille est déjà demandée.";
    case "not-free":
      return "pas de place : hors service, en pause, ou déjà au complet.";
    case "nobody-such":
      return "cet agent n’est dans aucune Permanence.";
  }
}
