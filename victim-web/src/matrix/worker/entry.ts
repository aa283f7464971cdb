/**
 * The worker's entry: everything of Matrix and of its cryptography runs here, so that whatever it costs, the page's own thread is free for
 * « Quitter en urgence ». It lives as long as one conversation's room, and ends by being terminated (ADR 0018).
 */
import "@abri/contract/withoutEval";
import { type Endpoint, expose, transfer, wrap } from "comlink";
import { endAfterPanics } from "./endAfterPanics.ts";
import { loadEncryption } from "./loadEncryption.ts";
import { MatrixRoom } from "./matrixRoom.ts";
import { PageSigns } from "./pageSigns.ts";
import type { PageSide, WorkerSide } from "../protocol.ts";

// matrix-encrypt-attachment says `window` for what every global scope has.
Object.assign(globalThis, { window: globalThis });

const endpoint = globalThis as unknown as Endpoint;
const page = wrap<PageSide>(endpoint);
const signs = new PageSigns();
let room: MatrixRoom | null = null;
endAfterPanics();

function opened(): MatrixRoom {
  if (room === null) throw new Error("no room yet");
  return room;
}

const side: WorkerSide = {
  load: loadEncryption,
  ping: () => undefined,
  open(config, session, kept) {
    room = new MatrixRoom(config, signs);
    return room.open(session, page, kept);
  },
  keep: (key) => opened().keep(key),
  remember: (officers) => room?.remember(officers),
  invite: (officer) => opened().invite(officer),
  send: (key, outgoing) => opened().send(key, outgoing, (part) => void page.progress(key, part)),
  redact: (key, eventId) => opened().redact(key, eventId),
  async fetchFile(file) {
    const fetched = await opened().fetchFile(file);
    return fetched.kind === "file" ? transfer(fetched, [fetched.bytes.buffer]) : fetched;
  },
  dropPicture: (key) => room?.dropPicture(key),
  forget: (key) => room?.forget(key),
  markRead: (eventId) => room?.markRead(eventId),
  setTyping: (typing) => room?.setTyping(typing),
  wake: () => room?.wake(),
  sign: (sign) => signs.tell(sign),
};

expose(side, endpoint);
