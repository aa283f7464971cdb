/** The language packs as the page fetches them: a few immutable files with neutral names, compressed once, at start. */
import { createHash } from "node:crypto";
import { brotliCompressSync, constants } from "node:zlib";
import type { InterfacePack, LanguageOption, PageContent } from "@abri/contract/content";
import type { Content, LanguagePack } from "../../ports/content.ts";
import { html, type Html } from "./html.ts";
import { staticPage } from "./staticPage.ts";

interface WordsFile {
  readonly plain: Buffer;
  readonly br: Buffer;
}

export interface PageWords {
  /** By path without the leading slash. */
  readonly files: ReadonlyMap<string, WordsFile>;
  /** What stands in the page itself. */
  readonly page: PageContent;
  /** The page when nothing runs in it, but for its exit. */
  readonly staticPage: Html;
  /** What follows `<a …` of the exit in the page's index.html. */
  readonly exitLink: Html;
}

/** `exitUrl`: where the exit of the page without JavaScript leads. */
export function pageWords(content: Content, exitUrl: string): PageWords {
  const files = new Map<string, WordsFile>();
  const add = (value: unknown): string => {
    const plain = Buffer.from(JSON.stringify(value));
    const hash = createHash("sha256").update(plain).digest("base64url").slice(0, 8);
    const path = `assets/${hash}.json`;
    files.set(path, { plain, br: compressed(plain) });
    return `/${path}`;
  };
  const option = (pack: LanguagePack): LanguageOption => ({
    language: pack.language,
    name: pack.name,
    direction: pack.direction,
    interface: add(interfaceOf(pack)),
    statement: add(pack.statement),
    returning: add(pack.returning),
    advice: {
      minor: add(pack.registers.minor),
      adult: add(pack.registers.adult),
      easy: add(pack.registers.easy),
    },
  });
  return {
    files,
    page: { languages: content.map(option), first: interfaceOf(content[0]) },
    staticPage: staticPage(content),
    exitLink: html`data-exit href="${exitUrl}" rel="noreferrer">${content[0].texts.exit.button}`,
  };
}

function interfaceOf({ language, texts, numbers }: LanguagePack): InterfacePack {
  return { language, texts, numbers };
}

function compressed(plain: Buffer): Buffer {
  return brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
}
