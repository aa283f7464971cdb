/** The parts of WebAssembly that the oldest browsers know, and whether a file keeps to them. */
import bcd from "@mdn/browser-compat-data/forLegacyNode";
import type binaryenModule from "binaryen";
import { isOld } from "./oldest.ts";
import type { Finding } from "./finding.ts";

type FeatureName = keyof typeof binaryenModule.Features;

/** Binaryen's names, and MDN's. What has no name of its own there is as old as WebAssembly in all three browsers. */
const NAMES: Readonly<Partial<Record<FeatureName, string>>> = {
  BulkMemory: "bulk-memory-operations",
  BulkMemoryOpt: "bulk-memory-operations",
  SignExt: "sign-extension-operations",
  NontrappingFPToInt: "non-trapping-float-to-int-conversions",
  ReferenceTypes: "reference-types",
  Multivalue: "multi-value",
  SIMD128: "fixed-width-SIMD",
  ExceptionHandling: "exception-handling",
  TailCall: "tail-calls",
  ExtendedConst: "extended-constant-expressions",
  GC: "garbage-collection",
  Memory64: "memory64",
  MultiMemory: "multiMemory",
  RelaxedSIMD: "relaxed-SIMD",
  Atomics: "threads-and-atomics",
};

/** Those that all of the oldest browsers know. @throws when MDN's data has one of them in another place now */
function oldFeatures(): FeatureName[] {
  const named = Object.entries(NAMES) as [FeatureName, string][];
  return [
    "MutableGlobals",
    ...named.flatMap(([name, key]) => {
      const compat = bcd.webassembly[key]?.__compat;
      if (compat === undefined) throw new Error(`MDN's data knows no WebAssembly ${key}`);
      return isOld(compat) ? [name] : [];
    }),
  ];
}

/** Binaryen's validator itself prints each instruction that it does not know. */
export async function wasmFindings(file: string, bytes: Uint8Array): Promise<Finding[]> {
  const { default: binaryen } = await import("binaryen");
  const module = binaryen.readBinary(bytes);
  const isValidWith = (names: readonly FeatureName[]): boolean => {
    module.setFeatures(binaryen.Features.MVP);
    for (const name of names) module.setFeatures(module.getFeatures() | binaryen.Features[name]);
    return module.validate() === 1;
  };
  try {
    const known = oldFeatures();
    if (isValidWith(known)) return [];
    const missing = (Object.keys(NAMES) as FeatureName[]).filter((name) => !known.includes(name));
    const one = missing.filter((name) => isValidWith([...known, name]));
    const what = `WebAssembly's ${(one.length > 0 ? one : ["newer parts"]).join(" or ")}`;
    return [{ file, what, lacking: "some", near: "" }];
  } finally {
    module.dispose();
  }
}
