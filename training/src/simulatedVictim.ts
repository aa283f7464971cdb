/** One simulated victim: writes what the scenario says, hears what officers answer, and ends as the scenario ends. One for each exercise. */
import type { IntakeContent } from "@abri/contract";
import { Conversation } from "../../victim-web/src/conversation/conversation.ts";
import { isOver, type Phase } from "../../victim-web/src/conversation/state.ts";
import { gatewayDesk } from "../../victim-web/src/gateway/desk.ts";
import type { Languages } from "../../victim-web/src/i18n/languages.ts";
import { dangerWords, intakeBody, transcript } from "../../victim-web/src/intake/inWords.ts";
import type { Page } from "./page.ts";
import { NOTHING_SAID, replyTo } from "./reply.ts";
import type { End, Scenario, Turn } from "./scenario.ts";
import { surroundings } from "./surroundings.ts";

/** From « Je suis en danger maintenant » to the emergency exit. */
const DANGER_SECONDS = 60;
/** A timer can be set for so long. */
const FOR_GOOD_MS = 2 ** 31 - 1;
const MARK = "[EXERCICE]";

export interface SimulatedVictimParts {
  readonly page: Page;
  readonly scenario: Scenario;
  /** How long a second of the scenario is, in milliseconds. */
  readonly secondMs: number;
  /** How the exercise stands. */
  readonly tell: (phase: Phase) => void;
}

export class SimulatedVictim {
  readonly #parts: SimulatedVictimParts;
  readonly #conversation: Conversation;
  readonly #over = new AbortController();
  /** What officers have said and the victim has not answered. */
  readonly #heard: string[] = [];
  readonly #seen = new Set<string>();
  #wake: () => void = () => undefined;
  #phase = "";

  private constructor(parts: SimulatedVictimParts, languages: Languages) {
    const { page } = parts;
    this.#parts = parts;
    this.#conversation = new Conversation({
      desk: gatewayDesk(page.fetch),
      loadRoom: () => Promise.resolve(page.openableRoom()),
      surroundings,
      intake: intakeOf(parts.scenario, languages),
      dangerWords: `${MARK} ${dangerWords(languages)}`,
      transcript: (said) => transcript(said, languages),
      idleMs: page.config.idleSeconds * 1_000,
    });
  }

  /** @throws when the page does not have the scenario's language. */
  static async make(parts: SimulatedVictimParts): Promise<SimulatedVictim> {
    const { page, scenario } = parts;
    const languages = page.languages();
    await languages.choose(scenario.language);
    if (languages.option.language !== scenario.language) throw new Error(`the page has no ${scenario.language}`);
    return new SimulatedVictim(parts, languages);
  }

  /** Resolves when it is over, whoever has ended it. */
  async play(): Promise<void> {
    const { scenario } = this.#parts;
    this.#conversation.subscribe(() => this.#look());
    this.#conversation.begin();
    this.#conversation.showTyping(true);
    await this.#say(scenario.opening);
    let memory = NOTHING_SAID;
    let mayAsk = scenario.silence !== undefined;
    while (!this.#isOver()) {
      const said = await this.#nextHeard(mayAsk ? scenario.silence : undefined);
      if (said === null) {
        if (!this.#isOver() && scenario.silence !== undefined) this.#conversation.write(scenario.silence.say);
        mayAsk = false;
        continue;
      }
      const reply = replyTo(scenario, memory, said);
      memory = reply.memory;
      await this.#say(reply.says);
      if (reply.end !== null && !this.#isOver()) await this.#end(reply.end);
    }
  }

  /** Whoever trains has had enough. */
  stop(): void {
    if (!this.#isOver()) this.#conversation.end();
    this.#finish();
  }

  #look(): void {
    const { phase, log } = this.#conversation.getState();
    if (phase.kind !== this.#phase) this.#parts.tell(phase);
    this.#phase = phase.kind;
    for (const entry of log) {
      if (entry.kind !== "theirs" || this.#seen.has(entry.key)) continue;
      this.#seen.add(entry.key);
      this.#conversation.seen(entry.key);
      if (entry.text !== null && entry.officer !== null) this.#heard.push(entry.text);
    }
    if (isOver(phase)) this.#finish();
    this.#wake();
  }

  async #say(turns: readonly Turn[]): Promise<void> {
    for (const { say, afterSeconds } of turns) {
      this.#conversation.typed();
      await this.#pause(afterSeconds);
      if (this.#isOver()) return;
      this.#conversation.write(say);
    }
  }

  async #end(how: End): Promise<void> {
    switch (how) {
      case "thanks":
        await this.#untilSent();
        this.#conversation.end();
        break;
      case "leaves":
      case "emergency":
        await this.#untilSent();
        this.#leave(how === "leaves" ? "closed" : "emergency");
        break;
      case "danger":
        this.#conversation.endanger();
        await this.#pause(DANGER_SECONDS);
        if (!this.#isOver()) this.#leave("emergency");
        break;
    }
    this.#finish();
  }

  #leave(how: "closed" | "emergency"): void {
    const notice = this.#conversation.wipe(how);
    notice?.();
    this.#parts.tell({ kind: "ended", reason: how === "emergency" ? "emergency" : "gone" });
  }

  /** The last words are heard before the page goes. */
  async #untilSent(): Promise<void> {
    const isWaiting = (): boolean =>
      this.#conversation
        .getState()
        .log.some((entry) => entry.kind === "mine" && (entry.delivery === "waiting" || entry.delivery === "sending"));
    while (isWaiting() && !this.#isOver()) await this.#woken();
  }

  /** `null`: an officer is there and has said nothing for so long, or it is over. */
  async #nextHeard(silence: Turn | undefined): Promise<string | null> {
    while (!this.#isOver()) {
      const said = this.#heard.shift();
      if (said !== undefined) return said;
      const isThere = silence !== undefined && this.#phase === "connected";
      if (!(await this.#woken(isThere ? silence.afterSeconds : null))) return null;
    }
    return null;
  }

  #pause(seconds: number): Promise<void> {
    return surroundings.pause(seconds * this.#parts.secondMs, this.#over.signal);
  }

  /** At the next change, or when it is over. False: so many seconds have passed before. */
  async #woken(seconds: number | null = null): Promise<boolean> {
    const waiting = new AbortController();
    const woken = new Promise<boolean>((resolve) => (this.#wake = () => resolve(true)));
    const either = AbortSignal.any([waiting.signal, this.#over.signal]);
    const passed = surroundings.pause(seconds === null ? FOR_GOOD_MS : seconds * this.#parts.secondMs, either);
    const was = await Promise.race([woken, passed.then(() => this.#isOver())]);
    waiting.abort();
    return was;
  }

  #finish(): void {
    this.#over.abort();
  }

  #isOver(): boolean {
    return this.#over.signal.aborted;
  }
}

function intakeOf({ situation, urgency, role, ageBand, language }: Scenario, languages: Languages): IntakeContent {
  const stated = { situation, urgency, role, ageBand, easyReading: false };
  return { ...stated, language, training: true, body: `${MARK} ${intakeBody(stated, languages)}` };
}
