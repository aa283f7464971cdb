/** Whether the oldest browsers that the page is built for know a feature, by MDN's data. */
import bcd, {
  type BrowserName,
  type CompatStatement,
  type SimpleSupportStatement,
} from "@mdn/browser-compat-data/forLegacyNode";
import { BROWSERS } from "./targets.ts";

/** What MDN calls them, on a desk and in a hand. */
const OLDEST: readonly (readonly [BrowserName, string])[] = BROWSERS.flatMap((target) => {
  const [, name = "", version = ""] = /^([a-z]+)([\d.]+)$/.exec(target) ?? [];
  return [[name, version] as const, [name === "safari" ? "safari_ios" : `${name}_android`, version] as const];
}).map(([name, version]) => {
  if (!(name in bcd.browsers)) throw new Error(`MDN's data knows no browser ${name}`);
  return [name as BrowserName, version];
});

/** Whether all of the oldest browsers have it under its own name and without a setting. */
export function isOld(compat: CompatStatement, partial: Partial = "lacks"): boolean {
  return lacking(compat, partial).length === 0;
}

/** What a browser that has some of it does: an API that is half there is none, a style that is half there is seen. */
type Partial = "lacks" | "has";

/** Which of the oldest browsers have it only later or not at all: « chrome 119, firefox 121 ». */
export function lacking({ support }: CompatStatement, partial: Partial = "lacks"): string[] {
  return OLDEST.flatMap(([name, version]) => {
    const statements = [support[name] ?? []].flat();
    const plain = statements.filter(({ prefix, alternative_name: other, flags }) => !prefix && !other && !flags);
    if (plain.some((statement) => isIn(statement, version, partial))) return [];
    const since = plain.find(({ version_added: added }) => added !== false)?.version_added;
    return [`${name} ${since === undefined || since === false ? "never" : since}`];
  });
}

function isIn(statement: SimpleSupportStatement, version: string, partial: Partial): boolean {
  const { version_added: added, version_removed: removed, partial_implementation: isPartial = false } = statement;
  if ((isPartial && partial === "lacks") || added === false || added === "preview") return false;
  const gone = removed !== undefined && isUpTo(removed.replace("≤", ""), version);
  return isUpTo(added.replace("≤", ""), version) && !gone;
}

/** Whether version `a` is not newer than `b`: « 15.10 » is newer than « 15.4 ». */
function isUpTo(a: string, b: string): boolean {
  const [major, minor] = numbers(a);
  const [ofMajor, ofMinor] = numbers(b);
  return major < ofMajor || (major === ofMajor && minor <= ofMinor);
}

function numbers(version: string): [number, number] {
  const [major, minor = 0] = version.split(".").map(Number);
  return [major ?? 0, minor];
}
