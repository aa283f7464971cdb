/** The host over the widget API (matrix-widget-api); one for the life of the page. */
import { DUTY_EVENT, type DutyContent, INTAKE_EVENT, IntakeContent, type RoomId } from "@abri/contract";
import type { IdentityRequest } from "@abri/contract/officers";
import { EventDirection, type IWidgetApiRequest, WidgetApi, WidgetEventCapability } from "matrix-widget-api";
import { z } from "zod";
import type { Address } from "./address.ts";
import type { Ability, Host, Note, SharedPosition, Thread } from "./host.ts";
import { currentText, NoteEvent, noteOf } from "./notes.ts";

const MESSAGE = "m.room.message";
const TEXT = "m.text";
/** Default push rules are silent for it (`.m.rule.suppress_notices`): whoever needs a note reads it, all the others are in that room too. */
const NOTICE = "m.notice";
const VICTIMS = "@victim-";
const NOTIFIED = "action:notify_capabilities";
const FED = "action:send_event";
/** The officer reads what is asked before answering. */
const ANSWER_MS = 120_000;
/** The intake is the victim's first event; a few may stand before it when somebody else wrote such a one. */
const FIRST_EVENTS = 20;
const POSITION = "m.location";
/** A victim shares it once or twice; an officer's own do not count. */
const LAST_POSITIONS = 10;
const NOTES_AT_ONCE = 50;

const Notified = z.object({ detail: z.object({ data: z.object({ approved: z.array(z.string()) }) }) });
const Fed = z.object({ detail: z.object({ data: z.object({ room_id: z.string() }) }) });
const PositionContent = z.object({ body: z.string() });
const OpenId = z.object({ access_token: z.string(), matrix_server_name: z.string() });

export class ElementHost implements Host {
  readonly #api: WidgetApi;
  readonly #roomId: string;
  readonly #userId: string;
  readonly #ready: Promise<void>;
  /** The client answers one request for capabilities after another, and does not say which. */
  #asking: Promise<unknown> = Promise.resolve();
  readonly #mayUse = new Map<RoomId, Promise<boolean>>();

  constructor({ widgetId, clientOrigin, roomId, userId }: Address) {
    this.#api = new WidgetApi(widgetId, clientOrigin);
    this.#roomId = roomId;
    this.#userId = userId;
    this.#ready = new Promise((resolve) => this.#api.once("ready", resolve));
    // At once: the client asks for capabilities as soon as the frame has loaded. None is asked for before it is known which room this is.
    this.#api.start();
  }

  async openId(): Promise<IdentityRequest["openId"]> {
    await this.#ready;
    const { access_token, matrix_server_name } = OpenId.parse(await this.#api.requestOpenIDConnectToken());
    return { access_token, matrix_server_name };
  }

  async ask(abilities: readonly Ability[]): Promise<ReadonlySet<Ability>> {
    const wanted = new Map(abilities.map((ability) => [ability, this.#capabilitiesFor(ability)]));
    const approved = await this.#request([...wanted.values()].flat());
    return new Set(
      abilities.filter((ability) => (wanted.get(ability) ?? []).every((capability) => approved.has(capability))),
    );
  }

  async setDuty(duty: DutyContent): Promise<void> {
    await this.#api.sendStateEvent(DUTY_EVENT, this.#userId, duty, this.#roomId);
  }

  async intake(): Promise<IntakeContent | null> {
    const events = await this.#api.readRoomEvents(INTAKE_EVENT, FIRST_EVENTS, undefined, [this.#roomId]);
    const oldest = [...events].sort((a, b) => a.origin_server_ts - b.origin_server_ts);
    for (const { sender, content } of oldest) {
      const intake = IntakeContent.safeParse(content);
      if (sender.startsWith(VICTIMS) && intake.success) return intake.data;
    }
    return null;
  }

  async position(): Promise<SharedPosition | null> {
    const events = await this.#api.readRoomEvents(MESSAGE, LAST_POSITIONS, POSITION, [this.#roomId]);
    const [last] = events
      .filter(({ sender }) => sender.startsWith(VICTIMS))
      .sort((a, b) => b.origin_server_ts - a.origin_server_ts);
    const content = PositionContent.safeParse(last?.content);
    return last !== undefined && content.success ? { text: content.data.body, at: last.origin_server_ts } : null;
  }

  async sendMessage(text: string): Promise<void> {
    await this.#api.sendRoomEvent(MESSAGE, { msgtype: TEXT, body: text }, this.#roomId);
  }

  askForNotes(roomId: RoomId): Promise<boolean> {
    const asked = this.#mayUse.get(roomId) ?? this.#askFor(notesCapabilities(roomId));
    this.#mayUse.set(roomId, asked);
    return asked;
  }

  async #askFor(capabilities: string[]): Promise<boolean> {
    const approved = await this.#request(capabilities);
    return capabilities.every((capability) => approved.has(capability));
  }

  async notes({ roomId, root }: Thread): Promise<readonly Note[]> {
    const notes: Note[] = [];
    let from: string | undefined;
    do {
      const page = await this.#api.readEventRelations(root, roomId, "m.thread", MESSAGE, NOTES_AT_ONCE, from);
      for (const raw of page.chunk) {
        const event = NoteEvent.safeParse(raw);
        if (event.success) notes.push(noteOf(event.data, await this.#lastEdit(roomId, event.data)));
      }
      // `null` from Element, whatever the type says.
      from = page.next_batch ?? undefined;
    } while (from !== undefined);
    return notes.sort((a, b) => a.at - b.at);
  }

  /** The newest comes first. */
  async #lastEdit(roomId: RoomId, event: NoteEvent): Promise<string | null> {
    if (event.unsigned?.["m.relations"]?.["m.replace"] === undefined) return null;
    const { chunk } = await this.#api.readEventRelations(event.event_id, roomId, "m.replace", MESSAGE, NOTES_AT_ONCE);
    return currentText(chunk, event.sender);
  }

  onNotes(roomId: RoomId, then: () => void): () => void {
    const fed = (event: CustomEvent<IWidgetApiRequest>): void => {
      event.preventDefault();
      this.#api.transport.reply(event.detail, {});
      if (Fed.safeParse(event).data?.detail.data.room_id === roomId) then();
    };
    this.#api.on(FED, fed);
    return () => this.#api.off(FED, fed);
  }

  async sendNote({ roomId, root }: Thread, text: string): Promise<void> {
    const thread = { rel_type: "m.thread", event_id: root, is_falling_back: true, "m.in_reply_to": { event_id: root } };
    const content = { msgtype: NOTICE, body: text, "m.mentions": {}, "m.relates_to": thread };
    await this.#api.sendRoomEvent(MESSAGE, content, roomId);
  }

  #request(capabilities: readonly string[]): Promise<ReadonlySet<string>> {
    const asked = this.#asking.then(async () => {
      await this.#ready;
      this.#api.requestCapabilities([...new Set(capabilities)]);
      return this.#approved();
    });
    this.#asking = asked.catch(() => undefined);
    return asked;
  }

  #capabilitiesFor(ability: Ability): string[] {
    // Of this room alone: what is named without a room goes to whichever is in view, which may be another victim's a moment later.
    const here = `org.matrix.msc2762.timeline:${this.#roomId}`;
    switch (ability) {
      case "duty":
        return [here, WidgetEventCapability.forStateEvent(EventDirection.Send, DUTY_EVENT, this.#userId).raw];
      case "intake":
        return [here, WidgetEventCapability.forRoomEvent(EventDirection.Receive, INTAKE_EVENT).raw];
      case "position":
        return [here, WidgetEventCapability.forRoomMessageEvent(EventDirection.Receive, POSITION).raw];
      case "messages":
        return [here, WidgetEventCapability.forRoomMessageEvent(EventDirection.Send, TEXT).raw];
    }
  }

  /** The client says what is given only after the officer has answered. */
  async #approved(): Promise<ReadonlySet<string>> {
    const notified = new Promise<ReadonlySet<string>>((resolve) => {
      const none = setTimeout(() => resolve(new Set()), ANSWER_MS);
      this.#api.once(NOTIFIED, (event: unknown) => {
        clearTimeout(none);
        resolve(new Set(Notified.safeParse(event).data?.detail.data.approved));
      });
    });
    await this.#api.updateRequestedCapabilities();
    return notified;
  }
}

/** What another client has written there is `m.text`. The conversation's own messages are of these types too: no finer permission exists. */
function notesCapabilities(roomId: RoomId): string[] {
  const message = (direction: EventDirection, msgtype: string): string =>
    WidgetEventCapability.forRoomMessageEvent(direction, msgtype).raw;
  return [
    `org.matrix.msc2762.timeline:${roomId}`,
    message(EventDirection.Receive, TEXT),
    message(EventDirection.Receive, NOTICE),
    message(EventDirection.Send, NOTICE),
  ];
}
