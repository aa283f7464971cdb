/**
 * What the oldest browsers do not know, in style sheets as the build has written them. A declaration that follows one of the same property
 * which they know is none (`75vh`, then `75dvh`), nor is what stands in `@supports`.
 */
import bcd, { type CompatStatement, type Identifier } from "@mdn/browser-compat-data/forLegacyNode";
import postcss, { type AtRule, type ChildNode, type Declaration, type Rule } from "postcss";
import { isOld, lacking } from "./oldest.ts";
import type { Finding } from "./finding.ts";

const { properties = {}, selectors = {}, "at-rules": atRules = {}, types = {} } = bcd.css as Record<string, Identifier>;
const FUNCTIONS = byName(types);
const { length: lengths } = types;
const UNITS: readonly (readonly [RegExp, Identifier | undefined])[] = [
  [/\d(d(vh|vw|vi|vb|vmin|vmax))\b/, lengths?.["viewport_percentage_units_dynamic"]],
  [/\d([sl](vh|vw|vi|vb|vmin|vmax))\b/, lengths?.["viewport_percentage_units_small"]],
  [/\d(cq(w|h|i|b|min|max))\b/, lengths?.["container_query_length_units"]],
  [/\d(vi|vb)\b/, lengths?.["vi"]],
  [/\d(lh|rlh)\b/, lengths?.["lh"]],
  [/\d(cap|ric|rex|rch|rcap)\b/, lengths?.["cap"]],
];

export function styleFindings(file: string, source: string): Finding[] {
  const found: Finding[] = [];
  const see = (node: ChildNode, what: string, feature: Identifier | undefined): void => {
    const compat = feature?.__compat;
    if (isKnown(compat) || compat === undefined || isAskedFor(node)) return;
    found.push({ file, what, lacking: lacking(compat, "has").join(", "), near: node.toString().slice(0, 120) });
  };
  postcss.parse(source, { from: file }).walk((node) => {
    if (node.type === "atrule") ofAtRule(node, see);
    else if (node.type === "rule") ofSelector(node, see);
    else if (node.type === "decl" && !hasFallback(node))
      for (const [what, feature] of ofDeclaration(node)) see(node, what, feature);
  });
  return found;
}

type See = (node: ChildNode, what: string, feature: Identifier | undefined) => void;

function ofAtRule(rule: AtRule, see: See): void {
  const known = atRules[rule.name];
  see(rule, `@${rule.name}`, known);
  for (const [, feature = ""] of rule.params.matchAll(/\(\s*([a-z-]+)/g))
    see(rule, `@${rule.name} (${feature})`, known?.[feature]);
  if (rule.name === "media" && /[<>]/.test(rule.params)) see(rule, "@media with < or >", known?.["range_syntax"]);
}

function ofSelector(rule: Rule, see: See): void {
  for (const [, name = ""] of rule.selector.matchAll(/::?([a-z-]+)/g)) see(rule, `:${name}`, selectors[name]);
  if (rule.selector.includes("&")) see(rule, "&", selectors["nesting"]);
}

function ofDeclaration({ prop, value }: Declaration): [string, Identifier | undefined][] {
  const property = prop.startsWith("--") ? undefined : properties[prop];
  if (!isKnown(property?.__compat)) return [[prop, property]];
  return [
    ...[...value.matchAll(/(?<![\w-])[a-z-]+(?![\w(-])/g)].map(([word]): [string, Identifier | undefined] => [
      `${prop}: ${word}`,
      property?.[word],
    ]),
    ...[...value.matchAll(/([a-z-]+)\(/g)].map(([, name = ""]): [string, Identifier | undefined] => [
      `${name}()`,
      FUNCTIONS.get(name),
    ]),
    ...UNITS.flatMap(([pattern, feature]): [string, Identifier | undefined][] => {
      const [, unit = ""] = pattern.exec(value) ?? [];
      return unit === "" ? [] : [[unit, feature]];
    }),
  ];
}

/** Whether the same property stands before with what they know, or under the name that they know it by: `-webkit-hyphens`. */
function hasFallback(declaration: Declaration): boolean {
  for (let before = declaration.prev(); before; before = before.prev()) {
    if (before.type !== "decl") continue;
    if (before.prop.endsWith(`-${declaration.prop}`) && before.prop.startsWith("-")) return true;
    if (before.prop === declaration.prop && ofDeclaration(before).every(([, feature]) => isKnown(feature?.__compat)))
      return true;
  }
  return false;
}

function isKnown(compat: CompatStatement | undefined): boolean {
  return compat === undefined || isOld(compat, "has");
}

function isAskedFor(node: ChildNode): boolean {
  for (let parent = node.parent; parent && parent.type !== "root"; parent = parent.parent as typeof parent) {
    if (parent.type === "atrule" && (parent as AtRule).name === "supports") return true;
  }
  return false;
}

/** Functions lie at any depth: `color` → `color-mix`. */
function byName(tree: Identifier, into = new Map<string, Identifier>()): Map<string, Identifier> {
  for (const [name, node] of Object.entries(tree as Record<string, Identifier>)) {
    if (name === "__compat") continue;
    if (node.__compat && !into.has(name)) into.set(name, node);
    byName(node, into);
  }
  return into;
}
