/** What the oldest browsers do not know, in scripts as the build has written them. */
import { type Node, parse } from "acorn";
import { full, fullAncestor } from "acorn-walk";
import type { Finding } from "./finding.ts";
import { isGuarded } from "./guarded.ts";
import { lateMarkup } from "./markup.ts";
import { newer } from "./newer.ts";
import { lateSyntax, LANGUAGE_OF } from "./syntax.ts";
import { declared, ownMembers } from "./tree.ts";
import { usesIn } from "./uses.ts";

/** @param scripts by name; all of a page's at once, because what one of them defines another one uses */
export function scriptFindings(scripts: ReadonlyMap<string, string>): Finding[] {
  const unread: Finding[] = [];
  const programs = [...scripts].flatMap(([file, source]) => {
    const program = read(file, source);
    if ("type" in program) return [{ file, source, program }];
    unread.push(program);
    return [];
  });
  const own = new Set<string>();
  for (const { program } of programs) collect(program, ownMembers, own);
  const known = newer();
  return [
    ...unread,
    ...programs.flatMap(({ file, source, program }) => {
      const names = { newer: known, bound: collect(program, declared), own };
      const found: Finding[] = [];
      fullAncestor(program, (node, _state, ancestors) => {
        const cannotBeRead = lateSyntax(node) ?? lateMarkup(node);
        const uses = usesIn(node, names).filter(({ name }) => !isGuarded(name, ancestors, source));
        for (const { what, lacking } of cannotBeRead ? [cannotBeRead, ...uses] : uses)
          found.push({ file, what, lacking, near: around(source, node.start, node.end) });
      });
      return found;
    }),
  ];
}

function collect(program: Node, names: (node: Node) => string[], into = new Set<string>()): Set<string> {
  full(program, (node) => {
    for (const name of names(node)) into.add(name);
  });
  return into;
}

function read(file: string, source: string): Node | Finding {
  try {
    return parse(source, { sourceType: "module", ecmaVersion: LANGUAGE_OF });
  } catch (error) {
    const { pos = 0, message } = error as SyntaxError & { pos?: number };
    const what = `syntax newer than ${LANGUAGE_OF}: ${message}`;
    return { file, what, lacking: "some", near: around(source, pos, pos) };
  }
}

function around(source: string, start: number, end: number): string {
  return source.slice(Math.max(0, start - 40), end + 40);
}
