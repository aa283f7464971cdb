/** An officer at a terminal: shows what changes in their conversations, does what they type. One per process. */
import type { OfficerMessage } from "../conversations.ts";
import type { OfficerClient } from "../officerClient.ts";
import { type Command, parseCommand } from "./command.ts";
import { sanitise } from "./sanitise.ts";
import { saveImage } from "./saveImage.ts";

export interface TerminalOptions {
  readonly officer: OfficerClient;
  readonly permanenceRoomId: string;
  /** `false`: each invitation waits for /accept or /decline. */
  readonly acceptsByItself: boolean;
  readonly print: (line: string) => void;
}

interface Conversation {
  readonly number: number;
  readonly name: string;
  state: "invited" | "joined";
  intakeShown: boolean;
  /** Event IDs by what was shown of them: what could not be decrypted, what is edited or withdrawn is shown again. */
  readonly shown: Map<string, string>;
}

const HELP = [
  "Un texte est envoyé dans la conversation en cours. Commandes :",
  "  /accept [N]  accepter une invitation     /decline [N]  la refuser",
  "  /to N        changer de conversation     /leave        quitter la conversation en cours",
  "  /on  /off    prendre, finir son service  /quit         finir son service et fermer",
  "  /save N      enregistrer l'image N, déchiffrée",
];
const DUTY = { capacity: 3, skills: [] };

export class TerminalOfficer {
  readonly #options: TerminalOptions;
  readonly #conversations = new Map<string, Conversation>();
  #current: string | null = null;
  #count = 0;
  /** What was sent as an image, by the number that is shown. */
  readonly #images: { readonly roomId: string; readonly eventId: string }[] = [];
  /** What is being done; what comes next is done after it, so that lines never mix. */
  #queue: Promise<void> = Promise.resolve();
  #refreshQueued = false;

  constructor(options: TerminalOptions) {
    this.#options = options;
  }

  /** Goes on duty, and shows from now on what changes. */
  async start(): Promise<void> {
    const { officer, print } = this.#options;
    await this.#resume();
    await this.#setDuty(true);
    print("Tapez /help pour les commandes.");
    officer.onChange(() => this.#enqueueRefresh());
    this.#enqueueRefresh();
  }

  /** Does what a typed line says. @returns `false` when the officer wants to stop. */
  async type(line: string): Promise<boolean> {
    const command = parseCommand(line);
    if (command.kind === "quit") return false;
    await this.#enqueue(() => this.#obey(command));
    return true;
  }

  /** Goes off duty; conversations that are going on stay open for another device. */
  async stop(): Promise<void> {
    await this.#queue;
    await this.#setDuty(false);
  }

  async #obey(command: Exclude<Command, { kind: "quit" }>): Promise<void> {
    const { officer, print } = this.#options;
    switch (command.kind) {
      case "nothing":
        return;
      case "help":
        HELP.forEach((line) => print(line));
        return;
      case "on":
      case "off":
        await this.#setDuty(command.kind === "on");
        return;
      case "say":
        if (this.#current === null) print("Aucune conversation en cours : rien n'a été envoyé.");
        else await officer.send(this.#current, command.text);
        return;
      case "leave":
        if (this.#current === null) print("Aucune conversation en cours.");
        else await officer.leave(this.#current);
        return;
      case "to":
        this.#switchTo(this.#find("joined", command.number));
        return;
      case "save":
        await this.#save(command.number);
        return;
      case "accept":
      case "decline": {
        const roomId = this.#find("invited", command.number);
        if (roomId === null) print("Aucune invitation de ce numéro.");
        else if (command.kind === "accept") await this.#accept(roomId);
        else await officer.decline(roomId);
        return;
      }
    }
  }

  /** Conversations that an earlier device has left open; what was said in them before is not for this device. */
  async #resume(): Promise<void> {
    const { officer, print } = this.#options;
    for (const room of officer.conversations()) {
      const conversation = this.#know(room.roomId, room.name, "joined");
      for (const message of await officer.messages(room.roomId))
        conversation.shown.set(message.eventId, stateOf(message));
      conversation.intakeShown = true;
      this.#current ??= room.roomId;
      print(`${label(conversation)} ${conversation.name} est encore ouverte.`);
    }
  }

  async #refresh(): Promise<void> {
    await this.#showInvitations();
    this.#showEnds();
    for (const [roomId, conversation] of this.#conversations) {
      if (conversation.state === "joined") await this.#showMessages(roomId, conversation);
    }
  }

  async #showInvitations(): Promise<void> {
    const { officer, permanenceRoomId, acceptsByItself, print } = this.#options;
    for (const { roomId, name } of officer.invitations()) {
      if (roomId === permanenceRoomId || this.#conversations.has(roomId)) continue;
      const conversation = this.#know(roomId, name, "invited");
      print(`${label(conversation)} Invitation : ${conversation.name}${acceptsByItself ? "" : " (/accept, /decline)"}`);
      if (acceptsByItself) await this.#accept(roomId);
    }
  }

  #showEnds(): void {
    const { officer, print } = this.#options;
    for (const [roomId, conversation] of this.#conversations) {
      const membership = officer.membership(roomId);
      if (membership === "invite" || membership === "join") continue;
      this.#conversations.delete(roomId);
      const what = conversation.state === "joined" ? "Conversation terminée." : "L'invitation n'a plus cours.";
      print(`${label(conversation)} ${what}`);
      if (this.#current === roomId) this.#switchTo(this.#find("joined", null));
    }
  }

  async #showMessages(roomId: string, conversation: Conversation): Promise<void> {
    const { officer, print } = this.#options;
    const intake = conversation.intakeShown ? null : await officer.intake(roomId);
    if (intake !== null) {
      conversation.intakeShown = true;
      print(`${label(conversation)} Premier contact : ${sanitise(intake.body)}`);
    }
    let news = false;
    for (const message of await officer.messages(roomId)) {
      const before = conversation.shown.get(message.eventId);
      const now = stateOf(message);
      if (message.sender === officer.userId || before === now) continue;
      // An edit of a message that was withdrawn goes with it: nothing was shown of it.
      if (message.kind === "withdrawn" && before === undefined) continue;
      conversation.shown.set(message.eventId, now);
      print(`${label(conversation)} ${speaker(message.sender)}> ${this.#said(roomId, message)}`);
      news = true;
    }
    if (news) await officer.markRead(roomId);
  }

  #said(roomId: string, message: OfficerMessage): string {
    switch (message.kind) {
      case "text":
        return message.editedBy === null ? sanitise(message.text) : `(modifié) ${sanitise(message.text)}`;
      case "withdrawn":
        return "(message retiré)";
      case "position":
        return sanitise(`${message.text}\n${message.geoUri}`);
      case "image": {
        const number = this.#images.push({ roomId, eventId: message.eventId });
        return `[image ${number}, non ouverte ; /save ${number} pour l'enregistrer]`;
      }
      case "undecryptable":
        return `(illisible ici : ${message.reason})`;
    }
  }

  async #save(number: number): Promise<void> {
    const { officer, print } = this.#options;
    const image = this.#images[number - 1];
    if (image === undefined) print("Aucune image de ce numéro.");
    else print(`Image enregistrée : ${await saveImage(await officer.image(image.roomId, image.eventId))}`);
  }

  async #accept(roomId: string): Promise<void> {
    const conversation = this.#conversations.get(roomId);
    if (conversation === undefined) return;
    await this.#options.officer.accept(roomId);
    conversation.state = "joined";
    this.#options.print(`${label(conversation)} Vous avez rejoint la conversation.`);
    if (this.#current === null) this.#switchTo(roomId);
  }

  #switchTo(roomId: string | null): void {
    const conversation = roomId === null ? undefined : this.#conversations.get(roomId);
    this.#current = roomId;
    this.#options.print(
      conversation === undefined ? "Aucune conversation en cours." : `${label(conversation)} Vous écrivez ici.`,
    );
  }

  #know(roomId: string, name: string, state: Conversation["state"]): Conversation {
    this.#count += 1;
    const conversation = {
      number: this.#count,
      name: sanitise(name),
      state,
      intakeShown: false,
      shown: new Map<string, string>(),
    };
    this.#conversations.set(roomId, conversation);
    return conversation;
  }

  #find(state: Conversation["state"], number: number | null): string | null {
    for (const [roomId, conversation] of this.#conversations) {
      if (conversation.state === state && (number === null || conversation.number === number)) return roomId;
    }
    return null;
  }

  async #setDuty(on: boolean): Promise<void> {
    const { officer, permanenceRoomId, print } = this.#options;
    if (on) await officer.onDuty(permanenceRoomId, DUTY);
    else await officer.offDuty(permanenceRoomId);
    print(on ? "Vous êtes en service." : "Vous n'êtes plus en service.");
  }

  #enqueueRefresh(): void {
    if (this.#refreshQueued) return;
    this.#refreshQueued = true;
    void this.#enqueue(() => {
      this.#refreshQueued = false;
      return this.#refresh();
    });
  }

  /** An invitation withdrawn in the same second, a homeserver that does not answer: said in one line, and life goes on. */
  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work).catch((error: unknown) => {
      this.#options.print(`Échec : ${sanitise(error instanceof Error ? error.message : String(error))}`);
    });
    return this.#queue;
  }
}

function stateOf(message: OfficerMessage): string {
  return message.kind === "text" ? `text ${message.editedBy ?? ""}` : message.kind;
}

function label(conversation: Conversation): string {
  return `[${conversation.number}]`;
}

/** A victim has no name; a colleague is called by their localpart. */
function speaker(userId: string): string {
  const localpart = userId.slice(1, userId.indexOf(":"));
  return localpart.startsWith("victim-") ? "victime" : sanitise(localpart);
}
