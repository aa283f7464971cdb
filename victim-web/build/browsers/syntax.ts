/** Syntax that the oldest browsers cannot read. A script with one such place does not run at all, so there is nothing to ask for first. */
import bcd, { type Identifier } from "@mdn/browser-compat-data/forLegacyNode";
import type { Node } from "acorn";
import type { Late } from "./finding.ts";
import { lacking } from "./oldest.ts";
import { is, literalText } from "./tree.ts";

/** All of the oldest browsers read the language of this year but for what is named below; acorn refuses what came later. */
export const LANGUAGE_OF = 2022;

interface Syntax {
  readonly name: string;
  readonly matches: (node: Node) => boolean;
  readonly lacking: readonly string[];
}

const { classes, regular_expressions: expressions } = bcd.javascript;

/** What of that year's language some browser learnt late. */
const LATE: readonly Syntax[] = [
  syntax("static block of a class", classes?.["static"]?.["initialization_blocks"], isStaticBlock),
  syntax("regular expression that looks behind", expressions?.["lookbehind_assertion"], looksBehind),
  syntax("private member asked for with `in`", classes?.["private_class_fields_in"], asksForPrivate),
].filter(({ lacking: browsers }) => browsers.length > 0);

/** @throws when MDN's data has it in another place now */
function syntax(name: string, feature: Identifier | undefined, matches: (node: Node) => boolean): Syntax {
  const compat = feature?.__compat;
  if (compat === undefined) throw new Error(`MDN's data does not know any more: ${name}`);
  return { name, matches, lacking: lacking(compat) };
}

export function lateSyntax(node: Node): Late | null {
  const late = LATE.find(({ matches }) => matches(node));
  return late ? { what: late.name, lacking: late.lacking.join(", ") } : null;
}

function isStaticBlock({ type }: Node): boolean {
  return type === "StaticBlock";
}

/** Written as such, or given to `RegExp`: the bundler makes the one into the other. */
function looksBehind(node: Node): boolean {
  if (is(node, "Literal") && node.regex) return LOOKS_BEHIND.test(node.regex.pattern);
  if (!is(node, "NewExpression") && !is(node, "CallExpression")) return false;
  const { callee, arguments: given } = node;
  return is(callee, "Identifier") && callee.name === "RegExp" && LOOKS_BEHIND.test(literalText(given[0]) ?? "");
}

const LOOKS_BEHIND = /\(\?<[=!]/;

function asksForPrivate(node: Node): boolean {
  return is(node, "BinaryExpression") && node.operator === "in" && node.left.type === "PrivateIdentifier";
}
