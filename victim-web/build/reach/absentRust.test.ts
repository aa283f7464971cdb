/** A small WebAssembly with names as Rust's, trimmed and run: what is not in the page says so when it is reached. */
import binaryen from "binaryen";
import { beforeAll, describe, expect, it } from "vitest";
import { ABSENT_RUST, type AbsentRust, absentGlue, leaveOut } from "./absentRust.ts";

const STORE = "<matrix_sdk_indexeddb[a1]::crypto_store::IndexeddbCryptoStore";
const AS = "as matrix_sdk_crypto[b2]::store::traits::CryptoStore";
const NAMES = {
  open: `${STORE}>::open_with_store_cipher::{closure#0}`,
  save: `${STORE} ${AS}>::save_changes::{closure#0}`,
  close: `${STORE} ${AS}>::close::{closure#0}`,
  sign: "<matrix_sdk_crypto[b2]::x509::x509_signer::X509Signer>::sign_cross_signing_key::{closure#0}",
  memory: `<matrix_sdk_crypto[b2]::store::memorystore::MemoryStore ${AS}>::save_changes::{closure#0}`,
};

interface Glue {
  __not_in_this_page(which: number): never;
}

/** Each of `NAMES` answers 7. */
function moduleOf(): binaryen.Module {
  const module = new binaryen.Module();
  for (const [name, rust] of Object.entries(NAMES)) {
    module.addFunction(rust, binaryen.none, binaryen.i32, [], module.i32.const(7));
    module.addFunctionExport(rust, name);
  }
  return module;
}

function run(module: binaryen.Module, glue: Glue): Record<string, () => number> {
  const bytes = new Uint8Array(module.emitBinary());
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { "./glue.js": { ...glue } });
  return exports as Record<string, () => number>;
}

describe("what is left out of the Rust code", () => {
  let functions: Record<string, () => number>;

  beforeAll(async () => {
    const source = `data:text/javascript,${encodeURIComponent(absentGlue(ABSENT_RUST))}`;
    const glue = (await import(source)) as Glue;
    const module = moduleOf();
    leaveOut(module, binaryen, "./glue.js", ABSENT_RUST);
    functions = run(module, glue);
  });

  it.each([
    ["open", "IndexeddbCryptoStore"],
    ["save", "IndexeddbCryptoStore"],
    ["sign", "X509Signer.sign_cross_signing_key"],
  ])("%s says what was reached, as a panic of Rust's, which ends the worker", (name, what) => {
    expect(functions[name]).toThrow(WebAssembly.RuntimeError);
    expect(functions[name]).toThrow(`${what} was reached, but is not in this page`);
  });

  it.each(["close", "memory"])("%s is as it was: short, or another's", (name) => {
    expect(functions[name]?.()).toBe(7);
  });
});

it("fails the build when an entry stands for no function", () => {
  const table: AbsentRust[] = [{ what: "Gone", names: /^gone$/ }];
  expect(() => leaveOut(moduleOf(), binaryen, "./glue.js", table)).toThrow("absentRust.ts: no function of Gone");
});
