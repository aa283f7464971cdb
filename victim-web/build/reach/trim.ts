/**
 * The WebAssembly without the exports that nobody calls, without the functions of `absentRust.ts`, without what only those reached, and without
 * debug names, by Binaryen. What is left is the published code: no function is rewritten (`-Os` costs minutes and saved 1 %).
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { kept } from "../cache.ts";
import { type AbsentRust, leaveOut } from "./absentRust.ts";

const PASSES = ["strip-debug", "strip-producers", "remove-unused-module-elements"];

/**
 * @param exports the names of those that stay
 * @param absent by the glue's name, as the WebAssembly imports it
 */
export async function trim(
  wasm: Uint8Array,
  exports: ReadonlySet<string>,
  absent: { readonly glue: string; readonly table: readonly AbsentRust[] },
): Promise<Uint8Array> {
  const manifest = createRequire(import.meta.url).resolve("binaryen/package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const key = createHash("sha256")
    .update(JSON.stringify([version, PASSES, [...exports].sort(), absent.glue]))
    .update(JSON.stringify(absent.table.map(({ what, names }) => [what, names.source])))
    .update(wasm)
    .digest("hex");
  return kept(`${key}.wasm`, () => withoutTheRest(wasm, exports, absent));
}

async function withoutTheRest(...[wasm, exports, absent]: Parameters<typeof trim>): Promise<Uint8Array> {
  const { default: binaryen } = await import("binaryen");
  const { BulkMemory, BulkMemoryOpt, SignExt, MutableGlobals, NontrappingFPToInt, ReferenceTypes, Multivalue } =
    binaryen.Features;
  const module = binaryen.readBinary(wasm);
  try {
    for (const { name } of WebAssembly.Module.exports(new WebAssembly.Module(Buffer.from(wasm))))
      if (!exports.has(name)) module.removeExport(name);
    leaveOut(module, binaryen, absent.glue, absent.table);
    // Those that the module is compiled with, which Chrome 98, Firefox 100 and Safari 15.4 know: `All` writes what they refuse.
    module.setFeatures(
      BulkMemory | BulkMemoryOpt | SignExt | MutableGlobals | NontrappingFPToInt | ReferenceTypes | Multivalue,
    );
    binaryen.setDebugInfo(false);
    module.runPasses(PASSES);
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
