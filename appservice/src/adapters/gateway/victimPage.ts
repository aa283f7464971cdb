/**
 * The built victim page and its words, read into memory at start: a request is a look-up in a map, so no path can reach another file.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { PageConfig } from "@abri/contract";
import type { Answer } from "./answer.ts";
import type { PageWords } from "./pageWords.ts";

interface PageFile {
  readonly contentType: string;
  readonly cacheControl: string;
  readonly plain: Buffer;
  /** As the build compressed it, if it did. */
  readonly br: Buffer | null;
  readonly gzip: Buffer | null;
}

export interface VictimPage {
  /** `acceptEncoding` is the request's header. */
  find(segments: readonly string[], acceptEncoding: string): Answer;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

const EXIT_LINK = /data-exit\s+href="about:blank"\s*>[^<]*/;
const NO_STORE = "no-store";
const IMMUTABLE = "public, max-age=31536000, immutable";
/** Once for each start; a little less than the highest, which would cost a start ten times as much for a hundredth of the size. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
/** The build gives these names a hash of the content, or nothing but the hash: what they name never changes. */
const HASHED_ASSET = /^assets\/(.*[-.])?[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

/** @throws when the page has not been built. */
export function loadVictimPage(root: string, config: PageConfig, words: PageWords, theme: string | null): VictimPage {
  const files = readFolder(root);
  const index = files.get("index.html");
  if (!index) throw new Error(`The victim page is not built: no index.html in ${root} (npm run build).`);
  files.delete("index.html");
  for (const [name, asset] of words.files)
    files.set(name, { contentType: "application/json", cacheControl: IMMUTABLE, ...asset, gzip: null });
  const look = theme === null ? null : themeFile(theme);
  if (look !== null) files.set(look.name, look.file);
  const page = withWords(
    index.plain,
    config,
    words,
    look === null ? "" : `<link rel="stylesheet" href="/${look.name}">`,
  );
  files.set("", { ...index, plain: page, br: brotliCompressSync(page, QUALITY), gzip: gzipSync(page) });
  return {
    find(segments, acceptEncoding) {
      const file = files.get(segments.join("/"));
      return file ? fileAnswer(file, acceptEncoding) : NOT_FOUND_PAGE;
    },
  };
}

function readFolder(root: string): Map<string, PageFile> {
  let names: string[];
  try {
    names = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
  } catch {
    throw new Error(`The victim page is not built: no folder ${root} (npm run build).`);
  }
  const known = new Set(names);
  const read = (name: string) => (known.has(name) ? readFileSync(join(root, name)) : null);
  const files = new Map<string, PageFile>();
  for (const name of names) {
    if (/\.(br|gz)$/.test(name)) continue;
    files.set(name, {
      contentType: CONTENT_TYPES[extname(name)] ?? "application/octet-stream",
      cacheControl: HASHED_ASSET.test(name) ? IMMUTABLE : NO_STORE,
      plain: readFileSync(join(root, name)),
      br: read(`${name}.br`),
      gzip: read(`${name}.gz`),
    });
  }
  return files;
}

/** A file of its own, so that the content security policy lets it in; its name is like those of the build. */
function themeFile(css: string): { readonly name: string; readonly file: PageFile } {
  const plain = Buffer.from(css);
  const hash = createHash("sha256").update(plain).digest("base64url").slice(0, 8);
  const file = { contentType: CONTENT_TYPES[".css"] ?? "", cacheControl: IMMUTABLE, plain };
  return {
    name: `assets/${hash}.css`,
    file: { ...file, br: brotliCompressSync(plain, QUALITY), gzip: gzipSync(plain) },
  };
}

/**
 * Data blocks: the content security policy lets no inline script run, and these are none. And the page for when nothing runs in it, below
 * the exit. The operator's look comes after the page's own, and the first paint waits for both.
 */
function withWords(html: Buffer, config: PageConfig, words: PageWords, look: string): Buffer {
  const block = (id: string, value: unknown): string =>
    `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll("<", "\\u003c")}</script>`;
  const page = html.toString("utf8");
  const [head, body, end] = page.split(/(?=<\/head>)|(?=<\/body>)/);
  if (head === undefined || body === undefined || end === undefined)
    throw new Error("The victim page's index.html has no </head> and </body> to put its words before.");
  const blocks = block("abri-page-config", config) + block("abri-content", words.page);
  // The exit of a page whose scripts have not come is a plain link.
  return Buffer.from(
    head + look + blocks + body.replace(EXIT_LINK, () => words.exitLink.text) + words.staticPage.text + end,
  );
}

function fileAnswer(file: PageFile, acceptEncoding: string): Answer {
  const headers = {
    "Content-Type": file.contentType,
    "Cache-Control": file.cacheControl,
    ...((file.br ?? file.gzip) ? { Vary: "Accept-Encoding" } : {}),
  };
  const bytes = (body: Buffer, encoding: Record<string, string> = {}): Answer => ({
    kind: "bytes",
    status: 200,
    bytes: body,
    headers: { ...headers, ...encoding },
  });
  if (file.br && accepts(acceptEncoding, "br")) return bytes(file.br, { "Content-Encoding": "br" });
  if (file.gzip && accepts(acceptEncoding, "gzip")) return bytes(file.gzip, { "Content-Encoding": "gzip" });
  return bytes(file.plain);
}

function accepts(header: string, encoding: string): boolean {
  return header
    .split(",")
    .map((item) => item.trim().toLowerCase())
    .some((item) => item === encoding || (item.startsWith(`${encoding};`) && !/;\s*q=0(\.0*)?$/.test(item)));
}

/** It says nothing of what this place is, and repeats nothing of what was asked. */
const NOT_FOUND_PAGE: Answer = {
  kind: "bytes",
  status: 404,
  bytes: Buffer.from(
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>404</title></head><body>404</body></html>',
  ),
  headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": NO_STORE },
};
