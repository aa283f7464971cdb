/** What an officer who comes is told again: all that nothing else makes sure they can read. */
import { type OfficerView, UserId, type VictimStatus } from "@abri/contract";
import { describe, expect, it } from "vitest";
import { type ConversationState, evolve, type Happening, initialState } from "./state.ts";
import { type Newcomer, saidBefore } from "./transcript.ts";

const officer = (name: string, corps: OfficerView["corps"], number: number): OfficerView => ({
  userId: UserId.parse(`@${name}:${corps}`),
  corps,
  number,
});
const AMINA = officer("amina", "police", 1);
const BRUNO = officer("bruno", "police", 2);
const CLAIRE = officer("claire", "gendarmerie", 1);
const DENIS = officer("denis", "gendarmerie", 2);

/** A conversation in few words: who is there, who says what, what arrives. */
class Told {
  state: ConversationState;
  private count = 0;

  constructor(cameBack = false) {
    this.state = initialState("online");
    if (cameBack) this.happen({ type: "came back" });
  }

  happen(happening: Happening): this {
    this.state = evolve(this.state, happening);
    return this;
  }

  there(...officers: OfficerView[]): this {
    const status: VictimStatus =
      officers.length === 0
        ? { phase: "waiting", ready: true, position: 1, minutes: null }
        : { phase: "active", officers, coming: null };
    return this.happen({ type: "status", version: (this.count += 1), status });
  }

  victim(text: string): this {
    return this.written(text).arrived(text);
  }

  written(text: string): this {
    return this.happen({ type: "written", key: text, text });
  }

  arrived(key: string): this {
    return this.happen({ type: "settled", key, sent: { kind: "sent", eventId: `$${key}` } });
  }

  says({ userId }: OfficerView, text: string): this {
    return this.happen({ type: "received", key: `$${text}`, sender: userId, text });
  }

  to(newcomer: OfficerView, over: Partial<Newcomer> = {}): string[] {
    const { phase, log } = this.state;
    const present = phase.kind === "connected" ? phase.officers : [];
    return saidBefore(log, { officer: newcomer, present, isInvited: true, ...over }).map(
      ({ by, text }) => `${by === "victim" ? "moi" : (by?.number ?? "?")} ${text ?? "(image)"}`,
    );
  }
}

/** Police, then gendarmerie. */
const handedOver = (): Told =>
  new Told()
    .there(AMINA)
    .victim("un")
    .says(AMINA, "je passe la main")
    .there(CLAIRE, AMINA)
    .victim("deux")
    .there(CLAIRE)
    .victim("trois")
    .says(CLAIRE, "je suis là");

describe("to whoever comes for the first time", () => {
  it("what officers have said: the victim's words their client reads in the room", () => {
    expect(handedOver().there(DENIS, CLAIRE).to(DENIS)).toEqual(["1 je passe la main", "1 je suis là"]);
  });

  it("everything, when another officer has invited them", () => {
    const all = ["moi un", "1 je passe la main", "moi deux", "moi trois", "1 je suis là"];
    expect(handedOver().there(DENIS, CLAIRE).to(DENIS, { isInvited: false })).toEqual(all);
  });

  it("also the victim's words from when nobody of their homeserver was there", () => {
    const told = handedOver().there(BRUNO, CLAIRE);
    expect(told.to(BRUNO)).toEqual(["1 je passe la main", "moi trois", "1 je suis là"]);
  });

  it("not so when a colleague of theirs has been there all the time", () => {
    const told = new Told().there(AMINA).victim("un").there(AMINA, BRUNO).victim("deux").there(AMINA).victim("trois");
    expect(told.there(AMINA, officer("eva", "police", 3)).to(officer("eva", "police", 3))).toEqual([]);
  });

  it("the name of nobody whom the desk has not named, and a picture as one", () => {
    const picture = { kind: "picture", picture: null } as const;
    const told = new Told().there(AMINA).says(DENIS, "bonsoir");
    told.happen({ type: "written", key: "p", text: "", attachment: picture }).arrived("p");
    expect(told.there(CLAIRE, AMINA).to(CLAIRE, { isInvited: false })).toEqual(["? bonsoir", "moi (image)"]);
  });
});

describe("to whoever comes back", () => {
  it("everything since their own last words, and none of these", () => {
    const told = handedOver().there(AMINA, CLAIRE);
    expect(told.to(AMINA)).toEqual(["moi deux", "moi trois", "1 je suis là"]);
    told.says(AMINA, "me revoilà").there(AMINA).victim("quatre").there(CLAIRE, AMINA);
    expect(told.to(CLAIRE)).toEqual(["1 me revoilà", "moi quatre"]);
  });

  it("what they have said since they are back changes nothing of it", () => {
    const told = handedOver().there(AMINA, CLAIRE).says(AMINA, "me revoilà");
    expect(told.to(AMINA)).toEqual(["moi deux", "moi trois", "1 je suis là"]);
  });

  it("everything, when they had said nothing", () => {
    const told = new Told().there(AMINA).victim("un").there().there(CLAIRE).victim("deux").there(AMINA, CLAIRE);
    expect(told.to(AMINA)).toEqual(["moi un", "moi deux"]);
  });

  it("what was written while they were there, and arrived later", () => {
    const told = new Told().there(AMINA).written("tôt").says(AMINA, "au revoir").there(CLAIRE).arrived("tôt");
    expect(told.there(AMINA, CLAIRE).to(AMINA)).toEqual(["moi tôt"]);
  });

  it("what arrived when the page did not know who was there", () => {
    const told = new Told().there(AMINA).written("tôt").happen({ type: "link", link: "checking" }).arrived("tôt");
    told.happen({ type: "link", link: "up" }).says(AMINA, "au revoir").there(CLAIRE);
    expect(told.there(AMINA, CLAIRE).to(AMINA)).toEqual(["moi tôt"]);
  });

  it("the last text of what was edited since, and nothing that was withdrawn", () => {
    const told = new Told().there(AMINA).victim("un").victim("deux").says(AMINA, "au revoir").there(CLAIRE);
    told.happen({ type: "edit", key: "un", changeKey: "e", text: "un et demi" });
    told.happen({ type: "edit settled", key: "un", changeKey: "e", sent: { kind: "sent", eventId: "$e" } });
    told.victim("trois").happen({ type: "withdraw", key: "trois", changeKey: "w" });
    expect(told.there(AMINA, CLAIRE).to(AMINA)).toEqual(["moi un et demi"]);
  });
});

describe("from a page that came back with a phrase", () => {
  const restored = (): Told => {
    const told = new Told(true).happen({ type: "named", officers: [AMINA] });
    const recalled = (text: string): void => {
      told.happen({ type: "recalled", recalled: { kind: "message", eventId: `$${text}`, text, attachment: null } });
    };
    recalled("un");
    told.happen({ type: "received", key: "$a", sender: AMINA.userId, text: "je passe la main", earlier: true });
    recalled("deux");
    return told.there(CLAIRE);
  };

  it("the same, to whoever was there before", () => {
    expect(restored().there(AMINA, CLAIRE).to(AMINA)).toEqual(["moi deux"]);
  });

  it("and to a colleague of theirs all since their first words: nobody knows when they left", () => {
    expect(restored().there(BRUNO, CLAIRE).to(BRUNO)).toEqual(["1 je passe la main", "moi deux"]);
    expect(
      restored()
        .there(BRUNO, CLAIRE)
        .to(BRUNO, { present: [AMINA] }),
    ).toEqual(["1 je passe la main"]);
  });
});
