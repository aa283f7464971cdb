/** Puts the server's retention into the words that promise it, so that the promise is never another than the setting. */
import { Register, type RegisterPack } from "@abri/contract/content";
import { IntlMessageFormat } from "intl-messageformat";
import type { Content, LanguagePack } from "../ports/content.ts";

export function withRetention(content: Content, retentionSeconds: number): Content {
  // Rounded up: nothing is kept for longer than is said.
  const hours = Math.ceil(retentionSeconds / 3_600);
  const [first, ...others] = content;
  return [filledIn(first, hours), ...others.map((pack) => filledIn(pack, hours))];
}

function filledIn(pack: LanguagePack, hours: number): LanguagePack {
  const fill = (message: string): string =>
    String(new IntlMessageFormat(message, pack.language, undefined, { ignoreTag: true }).format({ hours }));
  const register = (name: Register): RegisterPack => {
    const { honest, advice } = pack.registers[name];
    return { advice, honest: { ...honest, kept: { ...honest.kept, retention: fill(honest.kept.retention) } } };
  };
  const { texts } = pack;
  return {
    ...pack,
    texts: { ...texts, promises: { ...texts.promises, kept: fill(texts.promises.kept) } },
    registers: { minor: register("minor"), adult: register("adult"), easy: register("easy") },
  };
}
