/** An officer in words: « un policier, n° 3 ». Never a user ID. */
import type { OfficerView } from "@abri/contract";
import type { InterfaceTexts } from "@abri/contract/content";
import type { Format } from "../i18n/useFormat.ts";

export function officerName(officer: OfficerView, texts: InterfaceTexts, format: Format): string {
  return format(texts.officer[officer.corps], { number: officer.number });
}

/** Several officers are there while one hands over to another. */
export function officerNames(officers: readonly OfficerView[], texts: InterfaceTexts, format: Format): string {
  const names = officers.map((officer) => officerName(officer, texts, format));
  return names.length === 0 ? "" : names.reduce((first, second) => format(texts.status.and, { first, second }));
}

/** A sentence may begin with an officer, whose name begins small in the middle of one. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
