/** What a piece of a script names that the oldest browsers may not have. */
import type { Node } from "acorn";
import type { Late } from "./finding.ts";
import type { Newer } from "./newer.ts";
import { is, keyName, memberName } from "./tree.ts";

export interface Use extends Late {
  /** What code that asks first has to name. */
  readonly name: string;
}

export interface Names {
  readonly newer: Newer;
  /** Declared in this script: no globals. */
  readonly bound: ReadonlySet<string>;
  /** Members of the page's own objects. */
  readonly own: ReadonlySet<string>;
}

/** Their properties are globals. */
const GLOBAL_OBJECTS = new Set(["globalThis", "window", "self"]);
/** What hands out an iterator, but for `Object.values(…)`, which is an array. */
const ITERATORS = new Set(["values", "keys", "entries", "matchAll"]);

export function usesIn(node: Node, names: Names): Use[] {
  if (is(node, "Identifier")) {
    const lacking = names.bound.has(node.name) ? undefined : names.newer.globals.get(node.name);
    return lacking === undefined ? [] : [{ name: node.name, what: node.name, lacking }];
  }
  if (is(node, "VariableDeclarator") && is(node.id, "ObjectPattern") && node.init) {
    const { init } = node;
    return node.id.properties.flatMap((property) => ofMember(init, keyName(property), names));
  }
  return is(node, "MemberExpression") ? ofMember(node.object, memberName(node), names) : [];
}

function ofMember(object: Node, name: string | null, { newer, bound, own }: Names): Use[] {
  if (name === null) return [];
  const use = (what: string, lacking: string): Use[] => [{ name, what, lacking }];
  const global = is(object, "Identifier") && !bound.has(object.name) ? object.name : null;
  const asGlobal = global !== null && GLOBAL_OBJECTS.has(global) ? newer.globals.get(name) : undefined;
  if (asGlobal !== undefined) return use(name, asGlobal);

  const asStatic = `${global ?? memberName(object) ?? ""}.${name}`;
  const lackingStatic = newer.statics.get(asStatic);
  if (lackingStatic !== undefined) return use(asStatic, lackingStatic);

  const ofIterator = isIterator(object) ? newer.ofIterators.get(name) : undefined;
  if (ofIterator !== undefined) return use(`Iterator.${name}`, ofIterator);

  const member = newer.members.get(name);
  // The browser's objects have `log`, `first` and `token`: what the page's own objects have too says nothing.
  if (member === undefined || (member.realm === "browser" && own.has(name))) return [];
  return use(`.${name} (${member.of.join(", ")})`, member.lacking);
}

function isIterator(object: Node): boolean {
  if (!is(object, "CallExpression") || !ITERATORS.has(memberName(object.callee) ?? "")) return false;
  const { callee } = object;
  return !(is(callee, "MemberExpression") && is(callee.object, "Identifier") && callee.object.name === "Object");
}
