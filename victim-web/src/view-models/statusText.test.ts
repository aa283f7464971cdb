import { CloseReason, type OfficerView, UserId } from "@abri/contract";
import { describe, expect, it } from "vitest";
import type { Mine } from "../conversation/log.ts";
import { write } from "../conversation/outbox.ts";
import { type ConversationState, initialState, type Phase } from "../conversation/state.ts";
import { createFormat } from "../i18n/format.ts";
import { french } from "../i18n/testing/french.ts";
import { conversationModel } from "./conversationModel.ts";
import { statusLine } from "./statusText.ts";

const format = createFormat("fr");
const AMINA: OfficerView = { userId: UserId.parse("@amina:police"), corps: "police", number: 3 };
const CLAIRE: OfficerView = { userId: UserId.parse("@claire:gendarmerie"), corps: "gendarmerie", number: 2 };
const [MINE] = write([], { key: "1", text: "Bonjour" }) as [Mine];

function line(phase: Phase, more: Partial<ConversationState> = {}): string {
  return statusLine({ ...initialState("online"), phase, ...more }, french, format).text;
}

describe("the status line in French", () => {
  it.each<[Phase, Partial<ConversationState>, RegExp]>([
    [{ kind: "starting" }, {}, /^Nous préparons .* Vous pouvez déjà écrire\.$/],
    [{ kind: "waiting", position: null, minutes: null }, {}, /^Vous pouvez écrire\./],
    [{ kind: "waiting", position: null, minutes: null }, { log: [MINE] }, /^Nous cherchons quelqu'un/],
    [{ kind: "waiting", position: 1, minutes: null }, {}, /première position/],
    [{ kind: "waiting", position: 4, minutes: null }, {}, /position 4.*ne savons pas combien/],
    [{ kind: "waiting", position: 4, minutes: 10 }, {}, /position 4.*moins de 10 minutes/],
    [{ kind: "asked", officer: AMINA, offer: 1 }, {}, /demandé à un policier, n°\s3.*n'est pas encore là/],
    [{ kind: "connected", officers: [AMINA], coming: null }, {}, /^Vous parlez avec un policier, n°\s3\.$/],
    [{ kind: "connected", officers: [CLAIRE, AMINA], coming: null }, {}, /un gendarme, n°\s2 et un policier, n°\s3\.$/],
    [{ kind: "connected", officers: [AMINA], coming: null }, { link: "lost" }, /^Connexion perdue/],
    [{ kind: "connected", officers: [AMINA], coming: null }, { link: "lost", fading: true }, /bientôt fermée/],
    [{ kind: "connected", officers: [AMINA], coming: null }, { link: "checking" }, /^Nous vérifions la connexion/],
    [{ kind: "refused", why: "encryption" }, { link: "lost" }, /rien n'est envoyé/],
  ])("%j %j", (phase, more, expected) => {
    expect(line(phase, more)).toMatch(expected);
  });

  it("never says that somebody is there who was only asked", () => {
    expect(line({ kind: "asked", officer: AMINA, offer: 1 })).not.toMatch(/parlez avec/);
  });

  it.each([...CloseReason.options, "gone"] as const)("says that it is over, and why: %s", (reason) => {
    expect(line({ kind: "ended", reason })).not.toBe("");
  });
});

describe("a message on the screen", () => {
  const messages = (state: Partial<ConversationState>) =>
    conversationModel({ ...initialState("online"), ...state }, french, format).messages;

  it.each([
    ["waiting", "en attente", false],
    ["sending", "en attente", false],
    ["sent", "envoyé", false],
    ["read", "lu", false],
    ["failed", "n'a pas pu être envoyé", true],
  ] as const)("%s: « %s »", (delivery, text, canRetry) => {
    expect(messages({ log: [{ ...MINE, delivery }] })[0]?.delivery).toMatchObject({ text, canRetry });
  });

  it("is not offered again when the conversation is over", () => {
    const log = [{ ...MINE, delivery: "failed" as const }];
    expect(messages({ log, phase: { kind: "ended", reason: "idle" } })[0]?.delivery?.canRetry).toBe(false);
  });

  it("shows an officer as corps and number, never as a user ID", () => {
    const [shown] = messages({
      log: [
        {
          kind: "theirs",
          key: "$1",
          text: "Bonjour",
          sender: AMINA.userId,
          edited: false,
          withdrawn: false,
          officer: AMINA,
          at: 1,
        },
      ],
    });
    expect(shown?.author).toBe("Un policier, n°\u00a03");
    expect(JSON.stringify(shown)).not.toContain("amina");
  });
});
