import { Library } from "@abri/contract/library";
import { describe, expect, it } from "vitest";
import {
  answersFor,
  appointmentMessage,
  departementsIn,
  libraryLanguage,
  serviceMessage,
  servicesFor,
} from "./libraryModel.ts";

const answer = (id: string, situations: string[], title: string) => ({
  ...{ id, kind: "advice", situations, title, text: `Texte ${id}` },
});
const service = (id: string, departements: string[], situations: string[] = []) => ({
  ...{ id, name: id, what: "w", situations, departements, number: "01 02", by: "call", source: "s" },
});
const library = Library.parse([
  {
    language: "fr",
    answers: [answer("all", [], "Pour tous"), answer("online", ["online"], "Écran"), answer("home", ["home"], "Abri")],
    services: [service("country", []), service("local", ["93"]), service("home", [], ["home"])],
    danger: [{ id: "where", text: "Où ?" }],
    appointment: { text: "Le {date} à {time}, {place}." },
  },
  {
    language: "en",
    answers: [answer("all", [], "For all")],
    services: [service("country", [])],
    danger: [],
    appointment: { text: "{date} {time} {place}" },
  },
]);
const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);

describe("answers", () => {
  it.each([
    ["those of the situation, then those for everybody", "online", "", ["online", "all"]],
    ["all of them when the situation is not said", "unsaid", "", ["all", "online", "home"]],
    ["whatever has the words looked for, without accents", "home", "ECRAN", ["online"]],
    ["only what has all of the words", "home", "texte abri", ["home"]],
    ["nothing when nothing has them", "home", "(.*", []],
  ] as const)("are %s", (_what, situation, wanted, expected) => {
    expect(ids(answersFor(library, "fr", situation, wanted))).toEqual(expected);
  });

  it.each([
    ["en", "en"],
    ["en-GB", "en"],
    ["ar", "fr"],
  ])("for a victim who speaks %s are in %s", (victims, expected) => {
    expect(libraryLanguage(library, victims)).toBe(expected);
  });
});

describe("services", () => {
  it("are those of the country, and of the département first", () => {
    expect(ids(servicesFor(library, "fr", "online", null))).toEqual(["country"]);
    expect(ids(servicesFor(library, "fr", "online", "93"))).toEqual(["local", "country"]);
    expect(ids(servicesFor(library, "fr", "home", "75"))).toEqual(["country", "home"]);
    expect(departementsIn(library)).toEqual(["93"]);
  });

  it("are told in a message with name, number and what for", () => {
    const [first] = servicesFor(library, "fr", "online", null);
    if (first === undefined) throw new Error("no service");
    expect(serviceMessage(first)).toBe("country\nw\ntel:0102");
    expect(serviceMessage({ ...first, by: "text", hours: "9 h" })).toBe("country\nw\n9 h\nsms:0102");
    const { number: _, ...rest } = first;
    expect(serviceMessage({ ...rest, web: "https://a.example/" })).toBe("country\nw\nhttps://a.example/");
  });
});

describe("an appointment", () => {
  it("is proposed in the library's language, and its place is no template", () => {
    const when = { day: "2026-12-01", time: "14:05" };
    expect(appointmentMessage(library, "fr", { ...when, place: " au collège {date} " })).toBe(
      "Le mardi 1 décembre à 14:05, au collège {date}.",
    );
    expect(appointmentMessage(library, "en", { ...when, place: "here" })).toMatch(/^Tuesday.* 02:05 PM here$/);
  });
});
