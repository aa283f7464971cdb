/** Elements and attributes that the oldest browsers do not know: in what a script makes (`jsx("details", { open: true })`) and in the page itself. */
import bcd, { type Identifier } from "@mdn/browser-compat-data/forLegacyNode";
import type { Node } from "acorn";
import { isOld, lacking } from "./oldest.ts";
import type { Finding, Late } from "./finding.ts";
import { is, keyName, literalText } from "./tree.ts";

const { elements = {}, global_attributes: everywhere = {} } = bcd.html as Record<string, Identifier>;

/** What a call that makes an element names. */
export function lateMarkup(node: Node): Late | null {
  if (!is(node, "CallExpression")) return null;
  const [first, second] = node.arguments;
  const element = literalText(first);
  if (element === null || !is(second, "ObjectExpression") || !Object.hasOwn(elements, element)) return null;
  const attributes = second.properties.map((property) => keyName(property)?.toLowerCase() ?? "");
  return lateIn(element, attributes)[0] ?? null;
}

export function pageFindings(file: string, source: string): Finding[] {
  return [...source.matchAll(/<([a-z][\w-]*)((?:\s[^<>]*)?)>/g)].flatMap(([near, element = "", rest = ""]) =>
    lateIn(
      element,
      [...rest.matchAll(/([a-z][a-z-]*)(?==|\s|$)/g)].map(([, name = ""]) => name),
    ).map((late) => ({ file, ...late, near })),
  );
}

function lateIn(element: string, attributes: readonly string[]): Late[] {
  const known = Object.hasOwn(elements, element) ? elements[element] : undefined;
  return [
    late(`<${element}>`, known),
    ...attributes.map((name) => late(`<${element} ${name}>`, own(known, name) ?? own(everywhere, name))),
  ].flatMap((found) => found ?? []);
}

function own(tree: Identifier | undefined, name: string): Identifier | undefined {
  return tree && Object.hasOwn(tree, name) ? tree[name] : undefined;
}

function late(what: string, feature: Identifier | undefined): Late | null {
  const compat = feature?.__compat;
  return compat === undefined || isOld(compat, "has") ? null : { what, lacking: lacking(compat, "has").join(", ") };
}
