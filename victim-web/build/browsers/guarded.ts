/** Whether a use stands where the code has first asked for what it uses: `typeof URL.canParse === "function" ? URL.canParse(a) : …`. */
import type { Node } from "acorn";
import { is } from "./tree.ts";

/** @param ancestors from the program down to the use itself */
export function isGuarded(name: string, ancestors: readonly Node[], source: string): boolean {
  const use = ancestors.at(-1);
  const parent = ancestors.at(-2);
  if (use === undefined || parent === undefined) return false;
  if (is(parent, "UnaryExpression") && parent.operator === "typeof") return true;
  if (is(parent, "CallExpression") && parent.callee === use && parent.optional) return true;
  const called = (is(parent, "CallExpression") || is(parent, "NewExpression")) && parent.callee === use;
  return ancestors.some((ancestor, index) => {
    const inside = ancestors[index + 1];
    const asked = test(ancestor);
    if (asked === null || inside === undefined) return false;
    // In the question itself: to read what is not there gives `undefined`, to call it throws.
    if (inside === asked) return !called && isMember(use);
    return new RegExp(`\\b${name}\\b`).test(source.slice(asked.start, asked.end));
  });
}

function test(node: Node): Node | null {
  if (is(node, "IfStatement") || is(node, "ConditionalExpression")) return node.test;
  return is(node, "LogicalExpression") ? node.left : null;
}

function isMember(node: Node): boolean {
  return node.type === "MemberExpression";
}
