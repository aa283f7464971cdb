/** What the library offers for one conversation: pure. */
import type { Language, StatedSituation } from "@abri/contract";
import type { Answer, Library, Question, Service } from "@abri/contract/library";
import { fill, type Words } from "../words/words.ts";

/** The victim's language when the library has it, else the first one. */
export function libraryLanguage(library: Library, victims: Language): Language | null {
  const has = (tag: string) => library.find(({ language }) => language === tag)?.language;
  return has(victims) ?? has(victims.split("-")[0] ?? "") ?? library[0]?.language ?? null;
}

/** Of this situation first, then what fits everybody; with something to look for, everything that has all of its words. */
export function answersFor(
  library: Library,
  language: Language | null,
  situation: StatedSituation,
  wanted: string,
): readonly Answer[] {
  const all = library.find((one) => one.language === language)?.answers ?? [];
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  const rank = ({ situations }: Answer): number =>
    situations.some((one) => one === situation) ? 0 : situations.length === 0 ? 1 : 2;
  return all
    .filter((one) =>
      words.length === 0
        ? situation === "unsaid" || rank(one) < 2
        : words.every((word) => plain(`${one.title} ${one.text}`).includes(word)),
    )
    .map((one, at) => ({ one, at }))
    .sort((a, b) => rank(a.one) - rank(b.one) || a.at - b.at)
    .map(({ one }) => one);
}

/** Of this situation, in this département and everywhere; a département's own first. */
export function servicesFor(
  library: Library,
  language: Language | null,
  situation: StatedSituation,
  departement: string | null,
): readonly Service[] {
  const all = library.find((one) => one.language === language)?.services ?? [];
  const fits = ({ situations, departements }: Service): boolean =>
    (situation === "unsaid" || situations.length === 0 || situations.includes(situation)) &&
    (departements.length === 0 || (departement !== null && departements.includes(departement)));
  return all.filter(fits).sort((a, b) => Number(b.departements.length > 0) - Number(a.departements.length > 0));
}

/** What to ask in grave danger. */
export function questionsIn(library: Library, language: Language | null): readonly Question[] {
  return library.find((one) => one.language === language)?.danger ?? [];
}

export function departementsIn(library: Library): readonly string[] {
  return [...new Set(library.flatMap(({ services }) => services.flatMap(({ departements }) => departements)))].sort();
}

export function howToReach(words: Words, { by, number, web }: Service): string {
  return [number === undefined ? "" : fill(words.services[by], { number }), web ?? ""].filter(Boolean).join(" · ");
}

/**
 * What is said of a service, in the language of the library's texts: its own words alone. The number as RFC 3966 and RFC 5724 write it: the victim's
 * page makes a link to call of it.
 */
export function serviceMessage({ name, number, by, what, hours, web }: Service): string {
  const digits = number?.replaceAll(" ", "");
  return [name, what, hours, digits && `${by === "call" ? "tel" : "sms"}:${digits}`, web].filter(Boolean).join("\n");
}

/** A proposed appointment, in the language of the library's texts. `day` as `2026-12-01`, `time` as `14:30`. */
export function appointmentMessage(
  library: Library,
  language: Language,
  { day, time, place }: { readonly day: string; readonly time: string; readonly place: string },
): string {
  const { text } = library.find((one) => one.language === language)?.appointment ?? { text: "" };
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const at = new Date(`${day}T00:00:00`);
  at.setHours(hours, minutes);
  const date = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(at);
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(at);
  return fill(text, { date, time: clock, place: place.trim() });
}

/** Without accents and capitals. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
