/** No component contains text, of the victim's page or of the officers' widgets: every word comes from files of words. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const FOLDERS = ["./", "../../../element-config/widget/src/ui/"].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);
/** Attributes that are read out or shown. */
const SPOKEN = new Set([
  "aria-label",
  "aria-description",
  "aria-roledescription",
  "aria-valuetext",
  "title",
  "placeholder",
  "alt",
]);
const LETTER = /\p{L}/u;

/** The texts that a component carries itself. */
function textsIn(source: string): string[] {
  const file = ts.createSourceFile("component.tsx", source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const literals = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (LETTER.test(node.text)) found.push(node.text);
    } else if (ts.isConditionalExpression(node)) {
      literals(node.whenTrue);
      literals(node.whenFalse);
    } else if (ts.isBinaryExpression(node)) literals(node.right);
    else if (ts.isTemplateExpression(node)) ts.forEachChild(node, literals);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && LETTER.test(node.text)) found.push(node.text.trim());
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()) && node.initializer) {
      literals(ts.isJsxExpression(node.initializer) ? (node.initializer.expression ?? node) : node.initializer);
    }
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent) && node.expression) literals(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const components = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".tsx"))
    .map((name) => join(folder, name)),
);

describe("components", () => {
  it("are found", () => {
    expect(components.length).toBeGreaterThan(5);
  });

  it.each(components)("%s carries no text", (name) => {
    expect(textsIn(readFileSync(name, "utf8"))).toEqual([]);
  });
});

describe("the scan", () => {
  it.each([
    ["<p>Bonjour</p>", ["Bonjour"]],
    ["<p>{`Bonjour ${name}`}</p>", ["Bonjour "]],
    ['<p>{there ? "oui" : words.no}</p>', ["oui"]],
    ['<p>{there && "oui"}</p>', ["oui"]],
    ['<input placeholder="Nom" />', ["Nom"]],
    ['<button aria-label={"Fermer"} />', ["Fermer"]],
    ['<p className="quiet" role="status">{words.title} · {count}</p>', []],
    ['<p>{words["title"]}</p>', []],
  ])("of %s finds %j", (source, expected) => {
    expect(textsIn(source)).toEqual(expected);
  });
});
