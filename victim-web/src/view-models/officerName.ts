/** An officer in words: « un policier, n° 3 ». Never a user ID. */
import type { OfficerView } from "@abri/contract";
import type { InterfaceTexts } from "@abri/contract/content";
import type { Format } from "../i18n/useFormat.ts";

export function officerName(officer: OfficerView, texts: InterfaceTexts, format: Format): string {
  return format(texts.officer[officer.corps], { number: officer.number });
}
