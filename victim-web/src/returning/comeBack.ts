/** From a phrase to the conversation that it opens. */
import type { IdempotencyKey } from "@abri/contract";
import { askReturn, type ReturnAnswer } from "../gateway/returns.ts";
import { deriveKeys, NotLoadedError } from "./deriveKeys.ts";
import type { PhraseKeys } from "./keys.ts";
import type { Phrase } from "./phrase.ts";

export type Opening =
  | { readonly kind: "back"; readonly session: BackSession; readonly key: PhraseKeys["storage"] }
  | Exclude<ReturnAnswer, { kind: "back" }>
  /** This device cannot make the keys. */
  | { readonly kind: "unable" };
type BackSession = Extract<ReturnAnswer, { kind: "back" }>["session"];

export async function openWith(phrase: Phrase, idempotencyKey: IdempotencyKey, signal: AbortSignal): Promise<Opening> {
  let keys: PhraseKeys;
  try {
    keys = await deriveKeys(phrase, signal);
  } catch (error) {
    return { kind: error instanceof NotLoadedError ? "later" : "unable" };
  }
  const { lookup, proof, storage } = keys;
  const answer = await askReturn(globalThis.fetch.bind(globalThis), { lookup, proof, idempotencyKey }, signal);
  return answer.kind === "back" ? { ...answer, key: storage } : answer;
}
