/**
 * Our widget in a room, open by itself above the conversation, without the officer doing anything. State events `im.vector.modular.widgets` and
 * `io.element.widgets.layout`, as Element reads them; another client shows nothing of it and loses nothing.
 */
import type { RoomId, UserId } from "@abri/contract";
import type { RoomWidgets } from "../../ports/matrix.ts";
import { Anything, MatrixRefusal, type Path, path, type MatrixClient } from "./client.ts";

const WIDGET_ID = "abri";
/** Element fills these in (widget API, "Widget URL template"); it adds the widget's ID and its own address itself. */
const TEMPLATE = "roomId=$matrix_room_id&userId=$matrix_user_id&lang=$org.matrix.msc2873.client_language";
/** In hundredths of the room's width and of what stands above its timeline. */
const LAYOUT = { container: "top", index: 0, width: 100, height: 40 };
const GONE: readonly string[] = ["M_FORBIDDEN", "M_NOT_FOUND", "M_UNKNOWN"];

export class SynapseRoomWidgets implements RoomWidgets {
  readonly #appservice: MatrixClient;
  readonly #bot: UserId;
  readonly #url: string;

  /** `officersUrl`: the officers' origin, as their browsers reach it. */
  constructor(appservice: MatrixClient, bot: UserId, officersUrl: string) {
    this.#appservice = appservice;
    this.#bot = bot;
    this.#url = `${new URL(officersUrl).href}?${TEMPLATE}`;
  }

  async put(room: RoomId): Promise<void> {
    const widget = {
      id: WIDGET_ID,
      type: "m.custom",
      name: "Abri",
      url: this.#url,
      creatorUserId: this.#bot,
      data: {},
      waitForIframeLoad: true,
    };
    const layout = { widgets: { [WIDGET_ID]: LAYOUT } };
    try {
      await this.#write(path`/_matrix/client/v3/rooms/${room}/state/im.vector.modular.widgets/${WIDGET_ID}`, widget);
      await this.#write(path`/_matrix/client/v3/rooms/${room}/state/io.element.widgets.layout/`, layout);
    } catch (error) {
      if (!(error instanceof MatrixRefusal) || !GONE.includes(error.code)) throw error;
    }
  }

  async #write(at: Path, body: object): Promise<void> {
    await this.#appservice.call({ method: "PUT", path: at, body, answer: Anything });
  }
}
