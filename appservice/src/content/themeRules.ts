/** The custom properties that a style sheet sets on `:root`, in light and in dark: the only rules that a theme consists of. */
import { THEME, type ThemeProperty } from "@abri/contract/theme";
import { type CssNode, generate, lexer, parse, type Rule } from "css-tree";
import { formatHex, parse as parseColour } from "culori";

export type Values = ReadonlyMap<ThemeProperty, string>;

export interface ThemeRules {
  /** `:root { … }` */
  readonly always: Values;
  /** `@media (prefers-color-scheme: dark) { :root { … } }` */
  readonly dark: Values;
}

const DARK = "(prefers-color-scheme:dark)";
const WHAT_MAY_STAND =
  "only :root { … } and @media (prefers-color-scheme: dark) { :root { … } } with the page's own custom properties may stand here";
const LENGTH = /^(0|[0-9]{1,3}(\.[0-9]{1,3})?(px|rem|em))$/;

/** @param wrong told of everything else that stands in there, with its line; it is not among the rules. */
export function themeRules(css: string, wrong: (line: number, what: string) => void): ThemeRules {
  const always = new Map<ThemeProperty, string>();
  const dark = new Map<ThemeProperty, string>();
  const sheet = parse(css, { positions: true, onParseError: (error) => wrong(lineOfError(error), "is not CSS") });

  const visit = (node: CssNode, into: Map<ThemeProperty, string>): void => {
    if (node.type === "Comment") return;
    if (node.type === "Rule" && generate(node.prelude) === ":root") set(node, into, wrong);
    else if (into === always && node.type === "Atrule" && isDark(node))
      node.block?.children.forEach((one) => visit(one, dark));
    else wrong(lineOf(node), WHAT_MAY_STAND);
  };
  if (sheet.type === "StyleSheet") sheet.children.forEach((node) => visit(node, always));
  return { always, dark };
}

function isDark(node: Extract<CssNode, { type: "Atrule" }>): boolean {
  return node.name === "media" && node.prelude !== null && generate(node.prelude) === DARK;
}

function set(rule: Rule, into: Map<ThemeProperty, string>, wrong: (line: number, what: string) => void): void {
  rule.block.children.forEach((node) => {
    if (node.type === "Comment") return;
    if (node.type !== "Declaration" || !isOurs(node.property)) {
      wrong(
        lineOf(node),
        node.type === "Declaration" ? `${node.property} is none of the page's properties` : WHAT_MAY_STAND,
      );
      return;
    }
    const { property } = node;
    const value = node.important === false ? read(property, generate(node.value).trim()) : null;
    if (value === null) wrong(lineOf(node), `${property} must be ${EXPECTED[THEME[property]]}`);
    else into.set(property, value);
  });
}

const EXPECTED = {
  colour: "a colour that lets nothing through",
  length: "a length in px, rem or em",
  font: "a list of fonts",
} as const;

function isOurs(property: string): property is ThemeProperty {
  return Object.hasOwn(THEME, property);
}

/** As it is served: written anew from what was understood, so that no browser reads it otherwise than it was checked. */
function read(property: ThemeProperty, text: string): string | null {
  switch (THEME[property]) {
    case "colour": {
      const colour = parseColour(text);
      return colour === undefined || (colour.alpha ?? 1) < 1 ? null : formatHex(colour);
    }
    case "length":
      return LENGTH.test(text) ? text : null;
    case "font": {
      const match = lexer.matchProperty("font-family", text);
      return match.error === null ? text : null;
    }
  }
}

function lineOf(node: CssNode): number {
  return node.loc?.start.line ?? 1;
}

function lineOfError(error: Error): number {
  return "line" in error && typeof error.line === "number" ? error.line : 1;
}
