import type { OfficerView } from "@abri/contract";
import { fill, type Words } from "../words/words.ts";

export function officerName(words: Words, { corps, number }: OfficerView): string {
  return fill(words.officer[corps], { number });
}

export function officerNames(words: Words, officers: readonly OfficerView[], me: OfficerView): string {
  return officers.map((one) => (one.userId === me.userId ? words.officer.me : officerName(words, one))).join(", ");
}
