/** The choice of a language: in memory, the last choice counts, and one that cannot be had changes nothing. */
import type { InterfacePack, LanguageOption } from "@abri/contract/content";
import { describe, expect, it } from "vitest";
import { Languages } from "./languages.ts";
import { french } from "./testing/french.ts";

const option = (language: string, direction: "ltr" | "rtl"): LanguageOption => ({
  language,
  direction,
  name: language,
  interface: `/assets/${language}.json`,
  statement: "/s",
  returning: "/r",
  advice: { minor: "/m", adult: "/a", easy: "/e" },
});
const pack = (language: string): InterfacePack => ({ language, texts: french, numbers: [] });

function languages() {
  const asked: { path: string; init: RequestInit | undefined; answer: (response: Response) => void }[] = [];
  const fetch = (path: string, init?: RequestInit): Promise<Response> =>
    new Promise((answer) => asked.push({ path, init, answer }));
  const content = { languages: [option("fr", "ltr"), option("de", "ltr"), option("ar", "rtl")], first: pack("fr") };
  return { asked, store: new Languages(content, fetch as typeof globalThis.fetch) };
}

describe("the page's language", () => {
  it("changes when its words are here, with its direction; what was fetched stays out of the browser's cache", async () => {
    const { asked, store } = languages();
    const chosen = store.choose("ar");
    expect(store.getState().change).toEqual({ kind: "loading", language: "ar" });
    expect([store.option.direction, asked[0]?.init?.cache]).toEqual(["ltr", "no-store"]);
    asked[0]?.answer(Response.json(pack("ar")));
    await chosen;
    expect([store.getState().current.language, store.option.direction]).toEqual(["ar", "rtl"]);
  });

  it("is the last one chosen, whichever arrives last", async () => {
    const { asked, store } = languages();
    const choices = [store.choose("ar"), store.choose("de")];
    asked[1]?.answer(Response.json(pack("de")));
    asked[0]?.answer(Response.json(pack("ar")));
    await Promise.all(choices);
    expect(store.getState()).toMatchObject({ current: { language: "de" }, change: { kind: "none" } });
  });

  it("stays when another cannot be had, says so, and can be asked for again", async () => {
    const { asked, store } = languages();
    const chosen = store.choose("de");
    asked[0]?.answer(new Response(null, { status: 503 }));
    await chosen;
    expect(store.getState()).toMatchObject({ current: { language: "fr" }, change: { kind: "failed", language: "de" } });
    const again = store.choose("de");
    asked[1]?.answer(Response.json(pack("de")));
    await again;
    expect(store.getState().current.language).toBe("de");
  });

  it("comes back to the first without asking anybody; one that is none changes nothing", async () => {
    const { asked, store } = languages();
    await store.choose("fr");
    await store.choose("tlh");
    expect([asked.length, store.getState().current.language]).toEqual([0, "fr"]);
  });
});
