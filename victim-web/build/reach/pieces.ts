/**
 * A module's source, cut into the pieces that can be kept or left out one by one: functions, variables, classes, and each method of a class.
 * All other statements always stay.
 */
import { type Comment, type MethodDefinition, parse, type PropertyDefinition, type StaticBlock } from "acorn";

export interface Piece {
  /** `passStringToWasm0`, `OlmMachine`; of a method its own name only. */
  readonly name: string;
  /** Of a method: its class. */
  readonly of: string | null;
  /** Characters in the source. */
  readonly start: number;
  readonly end: number;
  /** Every word in it, strings included; of a class what stands outside of its methods. */
  readonly words: ReadonlySet<string>;
}

export interface Pieces {
  readonly list: readonly Piece[];
  /** The words of what is in no piece. */
  readonly rest: ReadonlySet<string>;
}

function wordsOf(code: string): Set<string> {
  return new Set(code.match(/[A-Za-z_$][\w$]*/g));
}

export function readPieces(source: string): Pieces {
  const comments: Comment[] = [];
  const program = parse(source, { ecmaVersion: "latest", sourceType: "module", onComment: comments });
  const code = withoutComments(source, comments);
  const list: Piece[] = [];
  const rest = new Set<string>();
  const piece = (name: string, of: string | null, { start, end }: Span, without: readonly Span[] = []): void => {
    list.push({ name, of, start, end, words: wordsOf(outside({ start, end }, without, code)) });
  };
  for (const statement of program.body) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    const [variable, ...others] = declaration?.type === "VariableDeclaration" ? declaration.declarations : [];
    const name = variable?.id.type === "Identifier" && others.length === 0 ? variable.id.name : null;
    // The bundler writes `var Room = class Room …`.
    const ofClass =
      declaration?.type === "ClassDeclaration"
        ? { name: declaration.id.name, body: declaration.body.body }
        : name !== null && variable?.init?.type === "ClassExpression"
          ? { name, body: variable.init.body.body }
          : null;
    if (declaration?.type === "FunctionDeclaration") piece(declaration.id.name, null, statement);
    else if (ofClass) {
      const methods = ofClass.body.filter(isPlainMethod);
      piece(ofClass.name, null, statement, methods);
      for (const method of methods) piece(method.key.name, ofClass.name, method);
    } else if (name !== null && isInert(name, variable?.init?.type)) piece(name, null, statement);
    else {
      // `if (Symbol.dispose) Qr.prototype[Symbol.dispose] = Qr.prototype.free;` goes with its class.
      const text = code.slice(statement.start, statement.end);
      const disposable = /^if \(Symbol\.dispose\) (\w+)\.prototype\[Symbol\.dispose\] = \1\.prototype\.free;$/.exec(
        text,
      );
      if (disposable?.[1] !== undefined) piece("free", disposable[1], statement);
      else for (const word of wordsOf(text)) rest.add(word);
    }
  }
  return { list, rest };
}

/** Reading the declaration runs nothing of the program's: a function, or wasm-bindgen's registry for what is freed by itself. */
function isInert(name: string, init: string | undefined): boolean {
  return init === "FunctionExpression" || init === "ArrowFunctionExpression" || name.endsWith("Finalization");
}

interface Span {
  readonly start: number;
  readonly end: number;
}

type PlainMethod = MethodDefinition & { key: { type: "Identifier"; name: string } };

function isPlainMethod(member: MethodDefinition | PropertyDefinition | StaticBlock): member is PlainMethod {
  return (
    member.type === "MethodDefinition" &&
    member.kind !== "constructor" &&
    member.key.type === "Identifier" &&
    !member.computed
  );
}

function withoutComments(source: string, comments: readonly Span[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of comments) {
    parts.push(source.slice(at, start), " ".repeat(end - start));
    at = end;
  }
  return [...parts, source.slice(at)].join("");
}

/** The text of `span` without the spans in it. */
function outside({ start, end }: Span, without: readonly Span[], code: string): string {
  const parts: string[] = [];
  let at = start;
  for (const inner of without) {
    parts.push(code.slice(at, inner.start));
    at = inner.end;
  }
  return [...parts, code.slice(at, end)].join(" ");
}

/** The source without these pieces. */
export function cut(source: string, pieces: readonly Span[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of pieces.toSorted((a, b) => a.start - b.start)) {
    if (start < at) continue; // A method of a class that is gone.
    parts.push(source.slice(at, start));
    at = end;
  }
  return [...parts, source.slice(at)].join("");
}
