/**
 * Functions of the published WebAssembly that a conversation cannot reach, although what stands around them can: what they were to do depends on
 * a value that this page never gives, and no tool sees that. Each throws instead, as a panic does, and says what was reached. Only what the
 * page itself would have to ask for is in the list, never what somebody else's event could.
 */
import type binaryen from "binaryen";

export interface AbsentRust {
  /** Said when it is reached. */
  readonly what: string;
  /**
   * Names in the published module's name section. No short function: of several with the same code the linker keeps one, under the name of
   * any of them.
   */
  readonly names: RegExp;
}

export const ABSENT_RUST: readonly AbsentRust[] = [
  {
    // The page opens its store in memory: `initRustCrypto({ useIndexedDB: false })`.
    what: "IndexeddbCryptoStore",
    names:
      /^<matrix_sdk_indexeddb\[\w+\]::crypto_store::IndexeddbCryptoStore(?: as .*::CryptoStore)?>::(?!(?:close|reopen|get_size)::)\w+::\{closure#0\}$/,
  },
  {
    // Certificates are the organisation's: a victim signs nothing with one.
    what: "X509Signer.sign_cross_signing_key",
    names: /^<matrix_sdk_crypto\[\w+\]::x509::x509_signer::X509Signer>::sign_cross_signing_key::\{closure#0\}$/,
  },
];

const IMPORT = "__not_in_this_page";

/** The wasm-bindgen glue's side of it. An error of this kind ends the worker (ADR 0018): what Rust held may be half changed. */
export function absentGlue(table: readonly AbsentRust[]): string {
  return `
export function ${IMPORT}(which) {
  const what = ${JSON.stringify(table.map(({ what }) => what))}[which];
  throw new WebAssembly.RuntimeError(\`\${what} was reached, but is not in this page: see victim-web/build/reach/absentRust.ts\`);
}
`;
}

/** @param from the module that the WebAssembly imports its glue by. @throws when an entry stands for nothing */
export function leaveOut(
  module: binaryen.Module,
  { getFunctionInfo, i32, none }: typeof binaryen,
  from: string,
  table: readonly AbsentRust[],
): void {
  const functions = Array.from({ length: module.getNumFunctions() }, (_, index) =>
    getFunctionInfo(module.getFunctionByIndex(index)),
  ).filter(({ module: imported }) => !imported);
  module.addFunctionImport(IMPORT, from, IMPORT, i32, none);
  for (const [which, { what, names }] of table.entries()) {
    const found = functions.filter(({ name }) => names.test(unescaped(name)));
    if (found.length === 0) throw new Error(`absentRust.ts: no function of ${what}`);
    for (const { name, params, results } of found) {
      const refusal = module.block(null, [module.call(IMPORT, [module.i32.const(which)], none), module.unreachable()]);
      module.removeFunction(name);
      module.addFunction(name, params, results, [], refusal);
    }
  }
}

/** Binaryen writes what is no letter as `\5b`. */
function unescaped(name: string): string {
  return name.replace(/\\([\da-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
