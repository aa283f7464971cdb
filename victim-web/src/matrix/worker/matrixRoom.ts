/**
 * The conversation's room as a Matrix client sees it: matrix-js-sdk with the Rust crypto, in memory only. One per worker, with which it ends.
 */
import type { OfficerView, PageConfig, StartResponse, UserId } from "@abri/contract";
import { ClientEvent, MatrixClient } from "matrix-js-sdk/lib/client.js";
import { AllDevicesIsolationMode, type CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import { EventTimeline } from "matrix-js-sdk/lib/models/event-timeline.js";
import { type Room, RoomEvent } from "matrix-js-sdk/lib/models/room.js";
import { RoomStateEvent } from "matrix-js-sdk/lib/models/room-state.js";
import { MemoryStore } from "matrix-js-sdk/lib/store/memory.js";
import { SyncState } from "matrix-js-sdk/lib/sync.js";
import type { Invited, Kept, Opened, Outgoing, RoomListener, Sent, StorageKey } from "../../conversation/ports.ts";
import type { EncryptedFile, Fetched } from "../../conversation/attachment.ts";
import { doorway, type Doorway } from "./doorway.ts";
import { IncomingGate } from "./incomingGate.ts";
import { loadEarlier } from "./kept/earlier.ts";
import { History } from "./kept/history.ts";
import { KeptKeys } from "./kept/keptKeys.ts";
import { KeyLedger } from "./keyLedger.ts";
import { Media } from "./media/media.ts";
import { attestedDevices, fetchKeys } from "./officerKeys.ts";
import type { PageSigns } from "./pageSigns.ts";
import { RoomPresence } from "./presence.ts";
import { ReadMarks } from "./readMarks.ts";
import { roomIsSafe, RULED_TYPES } from "./roomRules.ts";
import { Sender } from "./sender.ts";
import { SILENT_LOGGER } from "./silence.ts";

/** The room forgets that somebody writes when it has not heard so for this long. */
const TYPING_MS = 20_000;
/** How long an invitation may take to come back by sync before it is made again. */
const INVITE_SEEN_MS = 30_000;

interface Running {
  readonly client: MatrixClient;
  readonly crypto: CryptoApi;
  readonly room: Room;
  readonly sender: Sender;
  readonly me: UserId;
}

export class MatrixRoom {
  private readonly config: PageConfig;
  private readonly door: Doorway;
  private readonly media: Media;
  private readonly history = new History();
  private readonly kept: KeptKeys;
  private me = "";
  private client: MatrixClient | null = null;
  private running: Running | null = null;
  /** The next sync is wanted at once, and that the last one was cut says nothing. */
  private waking = false;

  constructor(config: PageConfig, { pause, onOffline }: Pick<PageSigns, "pause" | "onOffline">) {
    this.config = config;
    this.media = new Media(() => this.client?.getAccessToken() ?? null, onOffline);
    this.door = doorway({
      doFetch: globalThis.fetch.bind(globalThis),
      pause,
      onOffline,
      ledger: new KeyLedger(),
      readers: () => this.readers(),
      leaving: (sessionId) => this.history.note(sessionId, this.me),
    });
    this.kept = new KeptKeys({
      history: this.history,
      openDoor: () => this.door.keep(),
      pause,
    });
  }

  async open(session: StartResponse, listener: RoomListener, kept: StorageKey | null): Promise<Opened> {
    this.me = session.userId;
    const client = this.makeClient(session);
    this.client = client;
    const crypto = await this.startCrypto(client, kept === null);
    if (crypto === null) return "encryption";
    if (kept !== null && !(await comesBack(this.kept.restore(client, crypto, session.roomId, kept)))) return "tampered";
    listener.named(this.history.officers());
    this.followLink(client, listener);
    const synced = this.firstSync(client);
    await client.startClient({
      initialSyncLimit: 50,
      pollTimeout: 25_000,
      disablePresence: true,
      threadSupport: false,
    });
    await synced;
    const room = client.getRoom(session.roomId);
    if (room?.getMyMembership() !== "join" || !isSafe(room)) return "tampered";
    if (kept !== null) {
      const back = this.kept.takeIdentity(client, crypto).then(() => loadEarlier(client, room));
      if (!(await comesBack(back))) return "tampered";
    }
    this.running = { client, crypto, room, sender: new Sender(client, room, this.door), me: session.userId };
    this.watchRules(client, room, listener);
    await new IncomingGate(client, crypto, room, session.userId, listener, this.history).open(kept !== null);
    new ReadMarks(client, crypto, room, session.userId, listener).open();
    new RoomPresence(client, crypto, room, session.userId, listener).open();
    return "open";
  }

  async keep(key: StorageKey): Promise<Kept> {
    const { running } = this;
    if (!running) return "later";
    const keeping = this.kept.keep(running.client, running.crypto, key);
    // The sync that runs was asked for without what is kept.
    this.wake();
    return (await succeeds(keeping)) ? "kept" : "refused";
  }

  remember(officers: readonly OfficerView[]): void {
    this.history.remember(officers);
  }

  async invite(officer: UserId): Promise<Invited> {
    const { running } = this;
    if (!running) return "later";
    const { client, crypto, room } = running;
    try {
      await fetchKeys(crypto, officer);
      if ((await attestedDevices(crypto, officer)).length === 0) return "not-attested";
      // This also gives the officer the keys of what was said before (MSC4268), if anything was.
      await client.invite(room.roomId, officer);
    } catch (error) {
      // An answer that was lost: the invitation may have been made. What the room says decides.
      if (!(error instanceof HTTPError) || !isHere(room, officer)) return "later";
    }
    return (await this.until(() => isHere(room, officer), client, INVITE_SEEN_MS)) ? "invited" : "later";
  }

  async send(key: string, outgoing: Outgoing, progress: (part: number) => void): Promise<Sent> {
    const { running } = this;
    if (!running || (await this.readers()).size === 0) return { kind: "no-reader" };
    if (outgoing.type !== "picture") return running.sender.send(key, outgoing);
    const brought = await this.media.bring(key, outgoing.picture, progress);
    switch (brought.kind) {
      case "brought": {
        const sent = await running.sender.send(key, { type: "image", content: brought.content });
        if (sent.kind === "sent") this.media.forget(key);
        return sent;
      }
      case "later":
        return { kind: "no-reader" };
      case "refused":
        return brought;
    }
  }

  fetchFile(file: EncryptedFile): Promise<Fetched> {
    return this.media.fetch(file);
  }

  dropPicture(key: string): void {
    this.media.forget(key);
  }

  async redact(key: string, eventId: string): Promise<"done" | "later" | "refused"> {
    return this.running ? this.running.sender.redact(key, eventId) : "later";
  }

  forget(key: string): void {
    this.running?.sender.forget(key);
  }

  markRead(eventId: string): void {
    const { running } = this;
    const event = running?.room.findEventById(eventId);
    if (running && event) void running.client.sendReadReceipt(event).catch(() => undefined);
  }

  setTyping(typing: boolean): void {
    const { running } = this;
    if (running) void running.client.sendTyping(running.room.roomId, typing, TYPING_MS).catch(() => undefined);
  }

  wake(): void {
    this.waking = true;
    // Either a sync hangs, and is cut, or matrix-js-sdk waits before the next one, and is told not to.
    this.door.cutSync();
    this.client?.retryImmediately();
  }

  /** Where there is no worker that ends with it: simulated victims (`training/`). */
  stop(): void {
    this.client?.stopClient();
  }

  private makeClient(session: StartResponse): MatrixClient {
    const client = new MatrixClient({
      baseUrl: location.origin,
      userId: session.userId,
      deviceId: session.deviceId,
      accessToken: session.sessionToken,
      fetchFn: this.door.fetch,
      // Without localStorage: else the SDK writes the user ID there. Without a scheduler: the outbox decides when to try again.
      store: new MemoryStore(),
      logger: SILENT_LOGGER,
      disableVoip: true,
      cryptoCallbacks: this.kept.callbacks,
      verificationMethods: [],
    });
    // matrix-js-sdk uploads with XMLHttpRequest, which would go past the door.
    client.http.uploadContent = (file) =>
      client.http.authedRequest(Method.Post, "/upload", {}, file as Blob, {
        prefix: "/_matrix/media/v3",
        headers: { "Content-Type": "application/octet-stream" },
      });
    return client;
  }

  private async startCrypto(client: MatrixClient, isNew: boolean): Promise<CryptoApi | null> {
    try {
      await client.initRustCrypto({ useIndexedDB: false, caCertsPem: this.config.caCertificatesPem });
      const crypto = client.getCrypto();
      if (!crypto) return null;
      crypto.setDeviceIsolationMode(new AllDevicesIsolationMode(true));
      crypto.globalBlacklistUnverifiedDevices = true;
      // Officers whose client excludes devices that their owner did not sign would read nothing. Who comes back has an identity.
      if (!isNew) return crypto;
      await crypto.bootstrapCrossSigning({
        setupNewCrossSigning: true,
        authUploadDeviceSigningKeys: (makeRequest) => makeRequest(null).then(() => undefined),
      });
      return crypto;
    } catch {
      return null;
    }
  }

  private firstSync(client: MatrixClient): Promise<void> {
    return new Promise((resolve) => {
      client.on(ClientEvent.Sync, (state) => {
        if (state === SyncState.Prepared) resolve();
      });
    });
  }

  private followLink(client: MatrixClient, listener: RoomListener): void {
    client.on(ClientEvent.Sync, (state, _before, data) => {
      // A dead session is not a lost connection: the desk's status says why.
      if (data?.error instanceof MatrixError && data.error.httpStatus === 401) return;
      if (state === SyncState.Error || state === SyncState.Reconnecting) {
        if (this.waking) client.retryImmediately();
        else listener.link("lost");
        this.waking = false;
      } else if (state === SyncState.Syncing || state === SyncState.Prepared) {
        this.waking = false;
        listener.link("up");
      }
    });
  }

  private watchRules(client: MatrixClient, room: Room, listener: RoomListener): void {
    client.on(RoomStateEvent.Events, (event) => {
      if (event.getRoomId() !== room.roomId || !RULED_TYPES.includes(event.getType())) return;
      if (!isSafe(room)) listener.tampered();
    });
    room.on(RoomEvent.CurrentStateUpdated, () => {
      if (!isSafe(room)) listener.tampered();
    });
  }

  private async readers(): Promise<ReadonlySet<string>> {
    const { running } = this;
    if (!running) return new Set();
    const { crypto, room, me } = running;
    const others = room.getMembers().filter((one) => one.userId !== me && isHere(room, one.userId));
    return new Set((await Promise.all(others.map((one) => attestedDevices(crypto, one.userId)))).flat());
  }

  /** Waits for a condition on the room's members; `false` after `ms`. */
  private until(condition: () => boolean, client: MatrixClient, ms: number): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (met: boolean): void => {
        clearTimeout(timer);
        client.off(RoomStateEvent.Members, check);
        resolve(met);
      };
      const check = (): void => {
        if (condition()) finish(true);
      };
      const timer = setTimeout(() => finish(false), ms);
      client.on(RoomStateEvent.Members, check);
    });
  }
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** A dead session is told by the desk's status, which ends this: the conversation may go on in another page. */
function comesBack(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    (error: unknown) =>
      error instanceof MatrixError && error.httpStatus === 401 ? new Promise<never>(() => undefined) : false,
  );
}

function isHere(room: Room, userId: string): boolean {
  const membership = room.getMember(userId)?.membership;
  return membership === "invite" || membership === "join";
}

function isSafe(room: Room): boolean {
  return roomIsSafe((type) =>
    room.getLiveTimeline().getState(EventTimeline.FORWARDS)?.getStateEvents(type, "")?.getContent(),
  );
}
