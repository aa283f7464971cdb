/**
 * A client that shows one widget, with the library that Element uses for it (`ClientWidgetApi`). What the widget asks for is answered by a real
 * officer's client, through functions that the test puts into the window.
 */
import {
  type Capability,
  ClientWidgetApi,
  type IReadEventRelationsResult,
  type IOpenIDCredentials,
  type IOpenIDUpdate,
  type IRoomEvent,
  type ISendEventDetails,
  type IWidget,
  OpenIDRequestState,
  type SimpleObservable,
  Widget,
  WidgetDriver,
} from "matrix-widget-api";

export interface Bridge {
  /** Which of the capabilities are given; the others are refused. */
  abriAllow: (asked: string[]) => Promise<string[]>;
  /** `null`: the officer refuses. */
  abriOpenId: () => Promise<IOpenIDCredentials | null>;
  abriSend: (roomId: string, type: string, content: unknown, stateKey: string | null) => Promise<ISendEventDetails>;
  abriRelations: (
    roomId: string,
    eventId: string,
    relation: string | null,
    type: string | null,
    from: string | null,
    limit: number | null,
  ) => Promise<IReadEventRelationsResult>;
  abriRead: (roomId: string, type: string, msgtype: string | null, limit: number) => Promise<IRoomEvent[]>;
}

export interface Shown {
  readonly widget: IWidget;
  readonly roomId: string;
  readonly userId: string;
  readonly language: string;
}

/** What a test calls in the window. */
export interface Page {
  abriShow: (shown: Shown) => void;
  /** An event that has come to the officer's client. */
  abriFeed: (event: IRoomEvent) => Promise<void>;
}

const bridge = window as unknown as Bridge & Page;

class OfficerDriver extends WidgetDriver {
  readonly #viewed: string;
  constructor(viewed: string) {
    super();
    this.#viewed = viewed;
  }
  override async validateCapabilities(asked: Set<Capability>): Promise<Set<Capability>> {
    return new Set(await bridge.abriAllow([...asked]));
  }
  override sendEvent(
    type: string,
    content: unknown,
    stateKey: string | null = null,
    roomId: string | null = null,
  ): Promise<ISendEventDetails> {
    return bridge.abriSend(roomId ?? this.#viewed, type, content, stateKey);
  }
  override readRoomTimeline(
    roomId: string,
    type: string,
    msgtype: string | undefined,
    _stateKey: string | undefined,
    limit: number,
  ): Promise<IRoomEvent[]> {
    return bridge.abriRead(roomId, type, msgtype ?? null, limit);
  }
  override readEventRelations(
    eventId: string,
    roomId?: string,
    relation?: string,
    type?: string,
    from?: string,
    _to?: string,
    limit?: number,
  ): Promise<IReadEventRelationsResult> {
    const [inRoom, ofKind] = [roomId ?? this.#viewed, relation ?? null];
    return bridge.abriRelations(inRoom, eventId, ofKind, type ?? null, from ?? null, limit ?? null);
  }
  override readStickyEvents(): Promise<IRoomEvent[]> {
    return Promise.resolve([]);
  }
  override readRoomState(): Promise<IRoomEvent[]> {
    return Promise.resolve([]);
  }
  override getKnownRooms(): string[] {
    return [this.#viewed];
  }
  override askOpenID(observer: SimpleObservable<IOpenIDUpdate>): void {
    // Like Element: first that the officer is being asked, then what they answered.
    observer.update({ state: OpenIDRequestState.PendingUserConfirmation });
    void bridge
      .abriOpenId()
      .then((token) =>
        observer.update(
          token === null ? { state: OpenIDRequestState.Blocked } : { state: OpenIDRequestState.Allowed, token },
        ),
      );
  }
}

bridge.abriShow = ({ widget: definition, roomId, userId, language }) => {
  const frame = document.createElement("iframe");
  frame.title = definition.name ?? definition.id;
  const widget = new Widget(definition);
  const address = new URL(
    widget.getCompleteUrl({
      ...{ widgetRoomId: roomId, currentUserId: userId, clientLanguage: language },
      baseUrl: location.origin,
    }),
  );
  // The library leaves these two to the client: Element adds them so.
  address.searchParams.set("widgetId", widget.id);
  address.searchParams.set("parentUrl", location.href.split("#", 2)[0] ?? "");
  frame.src = address.href;
  document.querySelector("main")?.append(frame);
  // Of a frame in the page, before it has loaded: only then is there a window to speak to, and nothing is missed.
  const api = new ClientWidgetApi(widget, frame, new OfficerDriver(roomId));
  api.setViewedRoomId(roomId);
  bridge.abriFeed = (event) => api.feedEvent(event);
};
