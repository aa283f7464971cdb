/**
 * What JavaScript can name, and the oldest browsers do not have: globals, static members and members of objects, from MDN's data. Options
 * of a call and values of a property are not in it: they cannot be told by a name.
 */
import bcd, { type CompatStatement, type Identifier } from "@mdn/browser-compat-data/forLegacyNode";
import { isOld, lacking } from "./oldest.ts";

export interface Newer {
  /** By name: « chrome 119, firefox 121 ». */
  readonly globals: ReadonlyMap<string, string>;
  /** By `Class.member`. */
  readonly statics: ReadonlyMap<string, string>;
  /** By the member's name alone, for whose object it is cannot be seen: those that no older class has too. */
  readonly members: ReadonlyMap<string, NewerMember>;
  /** Members of iterators that arrays have had for long (`map`): told only by what stands before them (`.values().map(`). */
  readonly ofIterators: ReadonlyMap<string, string>;
}

interface NewerMember {
  /** `Array`, `Element`, … */
  readonly of: readonly string[];
  readonly realm: Realm;
  readonly lacking: string;
}

/** The language, which names its things carefully, and everything else that a browser offers, which has `log`, `first` and `token`. */
type Realm = "language" | "browser";

interface Member {
  readonly realm: Realm;
  readonly of: string;
  /** Whether all of the oldest browsers know the class. */
  readonly ofOld: boolean;
  readonly name: string;
  readonly isStatic: boolean;
  readonly compat: CompatStatement;
}

let kept: Newer | null = null;

/** Read from MDN's data once. */
export function newer(): Newer {
  kept ??= read();
  return kept;
}

function read(): Newer {
  const globals = new Map<string, string>();
  const statics = new Map<string, string>();
  const members = new Map<string, NewerMember>();
  const ofIterators = new Map<string, string>();
  const all = everyMember();
  const old = new Set(all.filter(({ compat }) => isOld(compat)).map(({ name }) => name));

  for (const tree of [bcd.javascript["builtins"] ?? {}, bcd.api]) {
    for (const [name, { __compat: compat }] of features(tree)) {
      if (compat && !isOld(compat)) globals.set(name, since(compat));
    }
  }
  for (const { realm, of, ofOld, name, isStatic, compat } of all) {
    if (isOld(compat)) continue;
    if (isStatic) {
      // Whoever names a class that is itself newer has been found by that.
      if (ofOld) statics.set(`${of}.${name}`, since(compat));
    } else if (realm === "language" && of === "Iterator" && old.has(name)) ofIterators.set(name, since(compat));
    // No way leads to an object of a newer class but one that is newer itself; only the language's own come without a name.
    else if (!old.has(name) && (ofOld || realm === "language"))
      members.set(name, { of: [...(members.get(name)?.of ?? []), of], realm, lacking: since(compat) });
  }
  return { globals, statics, members, ofIterators };
}

/** All that could be taken from a newer browser to make it as poor as the oldest ones are together, old namesakes or not. */
export function newerPaths(): string[] {
  const { globals, statics } = newer();
  const members = everyMember().filter(({ compat, isStatic, ofOld }) => !isStatic && ofOld && !isOld(compat));
  const ofIterators = [...newer().ofIterators.keys()].map((name) => `Iterator.prototype.${name}`);
  return [
    ...members.map(({ of, name }) => `${of}.prototype.${name}`),
    ...ofIterators,
    ...statics.keys(),
    ...globals.keys(),
  ];
}

function everyMember(): Member[] {
  const { builtins = {} } = bcd.javascript as Record<string, Identifier>;
  return [
    ...membersOf("language", builtins),
    ...membersOf("language", builtins["Intl"] ?? {}),
    ...membersOf("language", bcd.webassembly["api"] ?? {}),
    ...membersOf("browser", bcd.api),
  ];
}

function membersOf(realm: Realm, tree: Identifier): Member[] {
  return features(tree).flatMap(([of, node]) =>
    features(node).flatMap(([key, { __compat: compat }]) => {
      // `_static` and `_event` are MDN's own endings, `worker_support` and the like no names of anything.
      if (compat === undefined || !/^[A-Za-z]\w*$/.test(key) || /_(event|parameter|support)$/.test(key)) return [];
      const isStatic = realm === "language" ? !isOfPrototype(compat) : key.endsWith("_static");
      const name = key.replace(/_static$/, "");
      return [{ realm, of, ofOld: node.__compat === undefined || isOld(node.__compat), name, isStatic, compat }];
    }),
  );
}

/** MDN's data does not say it of the language's own, but the address in the specification does: `#sec-array.prototype.at`. */
function isOfPrototype({ spec_url: url }: CompatStatement): boolean {
  return [url ?? []].flat().some((address) => /prototype/i.test(address));
}

function since(compat: CompatStatement): string {
  return lacking(compat).join(", ");
}

function features(tree: Identifier): [string, Identifier][] {
  return Object.entries(tree as Record<string, Identifier>).filter(([key]) => key !== "__compat");
}
