/** The page when nothing runs in it. What an operator writes is text, never HTML. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readContent } from "../../content/readContent.ts";
import type { Content } from "../../ports/content.ts";
import { pageWords } from "./pageWords.ts";
import { staticPage } from "./staticPage.ts";

const content = readContent(fileURLToPath(new URL("../../../../victim-web/content", import.meta.url)));
const [french, ...others] = content;

describe("the page when nothing runs in it", () => {
  it("has every number as a link, and all topics in two registers", () => {
    const { text } = staticPage(content);
    expect(pageWords(content, "https://example.org/?a&b").exitLink.text).toBe(
      `data-exit href="https://example.org/?a&amp;b" rel="noreferrer">${french.texts.exit.button}`,
    );
    for (const { href } of french.numbers) expect(text).toContain(`<a href="${href}"`);
    for (const register of ["minor", "adult"] as const)
      for (const { topics } of Object.values(french.registers[register].advice))
        for (const { title, now } of topics)
          for (const said of [title, now[0]?.text ?? ""]) expect(text).toContain(said.replaceAll("'", "&#39;"));
  });

  it("gives the other languages in short, each marked as such", () => {
    const { text } = staticPage(content);
    for (const { language, direction } of others)
      expect(text).toContain(`<details lang="${language}" dir="${direction}">`);
  });

  it("writes what an operator has written as text", () => {
    const evil = `</h1><script src="x">'&`;
    const spoilt: Content = [
      { ...french, texts: { ...french.texts, static: { ...french.texts.static, title: evil } } },
    ];
    const { text } = staticPage(spoilt);
    expect(text).toContain("&lt;/h1&gt;&lt;script src=&quot;x&quot;&gt;&#39;&amp;");
    expect(text).not.toContain("<script");
  });
});
