/**
 * Leaves out of matrix-js-sdk and its cryptography the methods that the page cannot reach, and out of the WebAssembly what only those call.
 * A first build, of which nothing is written, tells what is reached; the build itself then runs on what is left.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type InlineConfig, mergeConfig, type Plugin } from "vite";
import { ABSENT_RUST, absentGlue } from "./absentRust.ts";
import { cut, readPieces } from "./pieces.ts";
import { reach } from "./reach.ts";
import { trim } from "./trim.ts";

const PACKAGE = "@matrix-org/matrix-sdk-crypto-wasm";
const PKG = new URL("pkg/", import.meta.resolve(PACKAGE));
const GLUE = fileURLToPath(new URL("matrix_sdk_crypto_wasm_bg.js", PKG));
const WASM = fileURLToPath(new URL("matrix_sdk_crypto_wasm_bg.wasm", PKG));
const LOADER = fileURLToPath(new URL("../index.mjs", PKG));
const SDK = /\/node_modules\/matrix-js-sdk\/lib\//;

interface Found {
  /** Each word of what is reached: a method of the SDK whose name is none of them is not. */
  readonly words: ReadonlySet<string>;
  readonly glue: string;
  readonly wasm: Uint8Array;
  /** What the WebAssembly takes from the glue. */
  readonly imports: readonly string[];
}

/** @param whole a configuration that builds the same without this plugin */
export function onlyReached(whole: InlineConfig): Plugin {
  let finding: Promise<Found> | null = null;
  const found = (): Promise<Found> => (finding ??= find(whole));
  return {
    name: "only-reached",
    apply: "build",
    enforce: "pre",
    buildStart() {
      finding = null;
    },
    async load(id) {
      if (id === GLUE) return (await found()).glue;
      if (id === LOADER) return loader(await readFile(LOADER, "utf8"), (await found()).imports);
      if (id !== `${WASM}?url`) return null;
      const reference = this.emitFile({ type: "asset", name: "crypto.wasm", source: (await found()).wasm });
      // Vite's own mark of an asset's address: in a classic worker there is no `import.meta`.
      return `export default "__VITE_ASSET__${reference}__";`;
    },
    async transform(code, id) {
      if (!SDK.test(id)) return null;
      const { words } = await found();
      const unreached = readPieces(code).list.filter(({ name, of }) => of !== null && !words.has(name));
      return unreached.length > 0 ? { code: cut(code, unreached), map: null } : null;
    },
  };
}

async function find(whole: InlineConfig): Promise<Found> {
  const built = await build(
    mergeConfig(whole, {
      configFile: false,
      logLevel: "error",
      build: { write: false, minify: false, rolldownOptions: { external: (id: string) => id.includes(PACKAGE) } },
    }),
  );
  const chunks = [built].flat().flatMap((one) => ("output" in one ? one.output : []));
  const code = chunks.flatMap((chunk) => (chunk.type === "chunk" ? [readPieces(chunk.code)] : []));
  const [glueSource, wasm] = await Promise.all([readFile(GLUE, "utf8"), readFile(WASM)]);
  const glue = readPieces(glueSource);
  const { words, pieces } = reach([...code, glue], ["__wbg_set_wasm", ...importsOf(wasm)]);
  const left = cut(
    glueSource,
    glue.list.filter((piece) => !pieces.has(piece)),
  );
  const calls = [...left.matchAll(/\bwasm\.([\w$]+)/g)].map(([, name]) => name ?? "");
  const trimmed = await trim(wasm, new Set([...calls, "__wbindgen_start"]), {
    glue: "./matrix_sdk_crypto_wasm_bg.js",
    table: ABSENT_RUST,
  });
  return { words, glue: left + absentGlue(ABSENT_RUST), wasm: trimmed, imports: importsOf(trimmed) };
}

function importsOf(wasm: Uint8Array): string[] {
  return WebAssembly.Module.imports(new WebAssembly.Module(Buffer.from(wasm))).map(({ name }) => name);
}

/** The package's own loader, with what the WebAssembly imports by name instead of all that there is, and no second copy of the file. */
function loader(source: string, imports: readonly string[]): string {
  const names = ["__wbg_set_wasm", ...imports].join(", ");
  const file = '"./pkg/matrix_sdk_crypto_wasm_bg.js"';
  return [
    [`import * as bindings from ${file};`, `import { ${names} } from ${file};\nconst bindings = { ${names} };`],
    ['new URL("./pkg/matrix_sdk_crypto_wasm_bg.wasm", import.meta.url)', "undefined"],
  ].reduce((code, [from = "", to = ""]) => {
    if (!code.includes(from)) throw new Error(`The loader of ${PACKAGE} has changed: no ${from}`);
    return code.replace(from, to);
  }, source);
}
