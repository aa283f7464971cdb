/**
 * The WebAssembly without the exports that nobody calls, without what only those reached, and without debug names, by Binaryen. What is left is
 * byte for byte the published code: no function is rewritten (`-Os` costs minutes and saved 1 %).
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { kept } from "../cache.ts";

const PASSES = ["strip-debug", "strip-producers", "remove-unused-module-elements"];

/** @param exports the names of those that stay */
export async function trim(wasm: Uint8Array, exports: ReadonlySet<string>): Promise<Uint8Array> {
  const manifest = createRequire(import.meta.url).resolve("binaryen/package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const key = createHash("sha256")
    .update(JSON.stringify([version, PASSES, [...exports].sort()]))
    .update(wasm)
    .digest("hex");
  return kept(`${key}.wasm`, () => withoutTheRest(wasm, exports));
}

async function withoutTheRest(wasm: Uint8Array, exports: ReadonlySet<string>): Promise<Uint8Array> {
  const { default: binaryen } = await import("binaryen");
  const { BulkMemory, BulkMemoryOpt, SignExt, MutableGlobals, NontrappingFPToInt, ReferenceTypes, Multivalue } =
    binaryen.Features;
  const module = binaryen.readBinary(wasm);
  try {
    for (const { name } of WebAssembly.Module.exports(new WebAssembly.Module(Buffer.from(wasm))))
      if (!exports.has(name)) module.removeExport(name);
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
