/**
 * Our widget in a room, open by itself above the conversation, without the officer doing anything. State events `im.vector.modular.widgets` and
 * `io.element.widgets.layout`, as Element reads them; another client shows nothing of it and loses nothing.
 */
import type { RoomId, UserId } from "@abri/contract";
import type { RoomWidgets } from "../../ports/matrix.ts";
import { Anything, type Path, path, ROOM_GONE, unlessRefused, type MatrixClient } from "./client.ts";

/** Another in each room: Element remembers what an officer has allowed by the widget's ID alone, and another room's would take its place. */
const widgetId = (room: RoomId): string => `abri-${room}`;
/** Element fills these in (widget API, "Widget URL template"); it adds the widget's ID and its own address itself. */
const TEMPLATE = "roomId=$matrix_room_id&userId=$matrix_user_id&lang=$org.matrix.msc2873.client_language";
/** In hundredths of the room's width and of what stands above its timeline. */
const LAYOUT = { container: "top", index: 0, width: 100, height: 50 };

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
    const id = widgetId(room);
    const widget = {
      id,
      type: "m.custom",
      name: "Abri",
      url: this.#url,
      creatorUserId: this.#bot,
      data: {},
      waitForIframeLoad: true,
    };
    const layout = { widgets: { [id]: LAYOUT } };
    const write = async (): Promise<void> => {
      await this.#write(path`/_matrix/client/v3/rooms/${room}/state/im.vector.modular.widgets/${id}`, widget);
      await this.#write(path`/_matrix/client/v3/rooms/${room}/state/io.element.widgets.layout/`, layout);
    };
    await unlessRefused(write(), ROOM_GONE, undefined);
  }

  async #write(at: Path, body: object): Promise<void> {
    await this.#appservice.call({ method: "PUT", path: at, body, answer: Anything });
  }
}
