/** Small questions about acorn's syntax tree. */
import type { AnyNode, Node, Pattern } from "acorn";

export function is<T extends AnyNode["type"]>(
  node: Node | null | undefined,
  type: T,
): node is Extract<AnyNode, { type: T }> {
  return node?.type === type;
}

/** A string that is written out: with quotation marks, or as a template without values. */
export function literalText(node: Node | null | undefined): string | null {
  if (is(node, "Literal")) return typeof node.value === "string" ? node.value : null;
  return is(node, "TemplateLiteral") && node.quasis.length === 1 ? (node.quasis[0]?.value.cooked ?? null) : null;
}

/** The name after the dot, or in brackets when it is written out. */
export function memberName(node: Node): string | null {
  if (!is(node, "MemberExpression")) return null;
  if (node.computed) return literalText(node.property);
  return is(node.property, "Identifier") ? node.property.name : null;
}

/** The names that a node declares. */
export function declared(node: Node): string[] {
  if (is(node, "VariableDeclarator")) return namesIn(node.id);
  if (is(node, "FunctionDeclaration") || is(node, "FunctionExpression") || is(node, "ArrowFunctionExpression"))
    return [...(node.id ? [node.id.name] : []), ...node.params.flatMap(namesIn)];
  if (is(node, "ClassDeclaration") || is(node, "ClassExpression")) return node.id ? [node.id.name] : [];
  if (is(node, "CatchClause")) return node.param ? namesIn(node.param) : [];
  if (is(node, "ImportSpecifier") || is(node, "ImportDefaultSpecifier") || is(node, "ImportNamespaceSpecifier"))
    return [node.local.name];
  return [];
}

function namesIn(pattern: Pattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === "RestElement" ? property.argument : property.value),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []));
    case "RestElement":
      return namesIn(pattern.argument);
    case "AssignmentPattern":
      return namesIn(pattern.left);
    case "MemberExpression":
      return [];
    default:
      return pattern satisfies never;
  }
}

/** The names that a node gives to members of the script's own objects: `{ name: … }`, a class's `name() {}`, `this.name = …`. */
export function ownMembers(node: Node): string[] {
  if (is(node, "ObjectExpression")) return node.properties.flatMap((property) => keyName(property) ?? []);
  if (is(node, "MethodDefinition") || is(node, "PropertyDefinition")) return [keyName(node) ?? []].flat();
  if (is(node, "AssignmentExpression"))
    return is(node.left, "MemberExpression") && is(node.left.object, "ThisExpression")
      ? [memberName(node.left) ?? []].flat()
      : [];
  // What the bundler makes of a class's field: `define(this, "name", …)`.
  if (is(node, "CallExpression") && is(node.arguments[0], "ThisExpression"))
    return [literalText(node.arguments[1]) ?? []].flat();
  return [];
}

/** The written name of a property. */
export function keyName(node: Node): string | null {
  if (!is(node, "Property") && !is(node, "MethodDefinition") && !is(node, "PropertyDefinition")) return null;
  if (node.computed) return null;
  return is(node.key, "Identifier") ? node.key.name : literalText(node.key);
}
