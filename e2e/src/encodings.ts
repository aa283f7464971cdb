/** The ways in which a word may lie in a dump, a log or a body: what a search must look for so that "not found" means something. */

/** Every byte sequence under which `word` could be stored: UTF-8, UTF-16, base64 in its three alignments, hexadecimal, JSON and URL escapes. */
function encodingsOf(word: string): ReadonlyMap<string, Buffer> {
  const utf8 = Buffer.from(word, "utf8");
  return new Map([
    ["utf-8", utf8],
    ["utf-16le", Buffer.from(word, "utf16le")],
    ["url", Buffer.from(encodeURIComponent(word))],
    ["json", Buffer.from(jsonEscaped(word))],
    ...encodingsOfBytes(utf8),
  ]);
}

/** As they are, in hexadecimal, as Python prints them, and in base64 in its three alignments. */
function encodingsOfBytes(bytes: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>([
    ["bytes", bytes],
    ["hex", Buffer.from(bytes.toString("hex"))],
    ["HEX", Buffer.from(bytes.toString("hex").toUpperCase())],
    ["python", Buffer.from(bytesRepr(bytes))],
  ]);
  for (const shift of [0, 1, 2]) {
    const core = base64Core(bytes, shift);
    found.set(`base64+${shift}`, Buffer.from(core));
    found.set(`base64url+${shift}`, Buffer.from(core.replaceAll("+", "-").replaceAll("/", "_")));
  }
  return found;
}

/** The characters of base64 that depend on the word alone when `shift` unknown bytes stand before it. */
function base64Core(bytes: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString("base64")
    .replaceAll("=", "");
  const first = Math.ceil((shift * 8) / 6);
  const whole = Math.floor(((shift + bytes.length) * 8) / 6);
  return text.slice(first, whole);
}

function jsonEscaped(word: string): string {
  return Array.from(word)
    .flatMap((character) => (character.charCodeAt(0) < 128 ? [character] : utf16(character)))
    .join("");
}

function utf16(character: string): string[] {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
  );
}

/** As Python prints bytes (`b'\xc3\xa9'`), which is how Synapse would log them. */
function bytesRepr(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => (byte < 128 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`))
    .join("");
}

/** Under which encodings, if any, `haystack` holds `word`: a text, or the bytes of a file. */
export function encodingsFoundIn(haystack: Buffer, word: string | Buffer): string[] {
  const encodings = typeof word === "string" ? encodingsOf(word) : encodingsOfBytes(word);
  return [...encodings].filter(([, bytes]) => haystack.includes(bytes)).map(([name]) => name);
}
