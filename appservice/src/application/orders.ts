/**
 * What an officer can say in their Permanence, with any Matrix client: one line that begins with an exclamation mark. Pure. In French, as the
 * officers' manual teaches it (`docs/officers.md`); accents and capitals do not matter.
 */
import { Corps, UserId } from "@abri/contract";
import type { Wanted } from "@abri/contract/officers";

/** Of one conversation, and nothing else to say. */
type NumberedKind = "cancel" | "requeue" | "conclude" | "take" | "mark grave" | "order patrol" | "open notes";

export type Order =
  | { readonly kind: "on duty"; readonly capacity: number; readonly skills: readonly string[] }
  | { readonly kind: "on break" | "off duty" }
  /** `stays`: whoever is in it stays too. */
  | { readonly kind: "handover"; readonly number: string; readonly wanted: Wanted; readonly stays: boolean }
  | { readonly kind: NumberedKind; readonly number: string }
  | { readonly kind: "help" };

const NUMBER = /^\d{2}-\d{2}$/;
const CAPACITY = /^(?:[1-9]|1\d|20)$/;
const DEFAULT_CAPACITY = 3;

/** Anything that is not understood asks for help. */
export function parseOrder(line: string): Order {
  const [verb = "", ...rest] = line.slice(1).trim().split(/\s+/);
  const [first, second] = rest;
  const of = (kind: NumberedKind): Order =>
    first !== undefined && NUMBER.test(first) && rest.length === 1 ? { kind, number: first } : { kind: "help" };
  switch (plain(verb)) {
    case "service": {
      const isNumber = first !== undefined && CAPACITY.test(first);
      const skills = isNumber ? rest.slice(1) : rest;
      if (skills.some((skill) => skill.length > 40) || skills.length > 20) return { kind: "help" };
      return { kind: "on duty", capacity: isNumber ? Number(first) : DEFAULT_CAPACITY, skills };
    }
    case "pause":
      return rest.length === 0 ? { kind: "on break" } : { kind: "help" };
    case "fin":
      return rest.length === 0 ? { kind: "off duty" } : { kind: "help" };
    case "releve":
    case "renfort": {
      const wanted = wantedBy(second);
      if (first === undefined || !NUMBER.test(first) || wanted === null || rest.length > 2) return { kind: "help" };
      return { kind: "handover", number: first, wanted, stays: plain(verb) === "renfort" };
    }
    case "annuler":
      return of("cancel");
    case "attente":
      return of("requeue");
    case "clore":
      return of("conclude");
    case "prendre":
      return of("take");
    case "danger":
      return of("mark grave");
    case "notes":
      return of("open notes");
    case "patrouille":
      return of("order patrol");
    default:
      return { kind: "help" };
  }
}

function wantedBy(word: string | undefined): Wanted | null {
  if (word === undefined) return { kind: "anyone", skill: null };
  const corps = Corps.safeParse(plain(word));
  if (corps.success) return { kind: "corps", corps: corps.data };
  const userId = UserId.safeParse(word);
  if (userId.success) return { kind: "officer", userId: userId.data };
  return word.startsWith("@") || word.length > 40 ? null : { kind: "anyone", skill: word };
}

function plain(word: string): string {
  return word.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
