import { describe, expect, it } from "vitest";
import { cut, readPieces } from "./pieces.ts";
import { reach } from "./reach.ts";

const GLUE = `
let wasm;
export function __wbg_set_wasm(value) { wasm = value; }
export class Machine {
  static __wrap(ptr) { return Object.create(Machine.prototype); }
  constructor() { wasm.machine_new(); }
  free() { MachineFinalization.unregister(this); wasm.__wbg_machine_free(); }
  /** Unlike sign, this decrypts. */
  encrypt() { return Parcel.__wrap(wasm.machine_encrypt()); }
  get state() { return wasm.machine_state(); }
  sign() { return wasm.machine_sign(); }
}
if (Symbol.dispose) Machine.prototype[Symbol.dispose] = Machine.prototype.free;
export class Parcel {
  static __wrap(ptr) { return new Parcel(); }
  free() { wasm.__wbg_parcel_free(); }
  weigh() { return wasm.parcel_weigh(); }
  wrap() { return wasm.parcel_wrap(); }
}
if (Symbol.dispose) Parcel.prototype[Symbol.dispose] = Parcel.prototype.free;
export class Codes { free() { wasm.__wbg_codes_free(); } scan() { return wasm.codes_scan(); } }
const MachineFinalization = new FinalizationRegistry((ptr) => wasm.__wbg_machine_free(ptr, 1));
export function __wbg_log_1(arg) { arg.weigh(); }
`;

/** Names of the WebAssembly's exports that are left when `page` is all the code there is. */
function left(page: string): string[] {
  const glue = readPieces(GLUE);
  const { pieces } = reach([readPieces(page), glue], ["__wbg_set_wasm"]);
  const source = cut(
    GLUE,
    glue.list.filter((piece) => !pieces.has(piece)),
  );
  return [...new Set([...source.matchAll(/wasm\.(\w+)/g)].map(([, name]) => name ?? ""))].sort();
}

const MACHINE = ["__wbg_machine_free", "machine_new"];

describe("what the page can reach", () => {
  it.each([
    ["nothing", "run();", []],
    ["a class that it makes", "new Machine();", MACHINE],
    ["a method that it calls", "new Machine().sign();", [...MACHINE, "machine_sign"]],
    ["a getter", "const { state } = new Machine();", [...MACHINE, "machine_state"]],
    ["a method named in a string", 'new Machine()["sign"]();', [...MACHINE, "machine_sign"]],
    [
      "what a method hands back",
      "new Machine().encrypt();",
      ["__wbg_machine_free", "__wbg_parcel_free", "machine_encrypt", "machine_new"],
    ],
    [
      "what it calls of that",
      "new Machine().encrypt().wrap();",
      ["__wbg_machine_free", "__wbg_parcel_free", "machine_encrypt", "machine_new", "parcel_wrap"],
    ],
    ["not a method of a class that is not there", "scanner.scan();", []],
    ["not what only a comment names", "new Machine(); // never sign()", MACHINE],
    [
      "what a function that it calls reaches",
      "function go() { new Machine().sign(); } go();",
      [...MACHINE, "machine_sign"],
    ],
    ["not what a function that nobody calls would", "function go() { new Machine().sign(); }", []],
    [
      "not what a method that nobody calls would",
      "var Room = class Room { open() { new Machine(); } seal() { this.machine.sign(); } }; new Room().open();",
      MACHINE,
    ],
    [
      "what a variable's value does when it is read",
      "const signed = new Machine().sign();",
      [...MACHINE, "machine_sign"],
    ],
  ])("%s", (_what, page, expected) => {
    expect(left(page)).toEqual([...expected].sort());
  });

  it("counts what Rust calls through the glue", () => {
    const glue = readPieces(GLUE);
    const { pieces } = reach([readPieces("new Machine().encrypt();"), glue], ["__wbg_set_wasm", "__wbg_log_1"]);
    expect([...pieces].map(({ name }) => name)).toContain("weigh");
  });
});

it("leaves code that still parses", () => {
  const glue = readPieces(GLUE);
  const { pieces } = reach([readPieces("new Machine();"), glue], []);
  const source = cut(
    GLUE,
    glue.list.filter((piece) => !pieces.has(piece)),
  );
  expect(() => readPieces(source)).not.toThrow();
  expect(source).toContain("Machine.prototype[Symbol.dispose]");
  expect(source).not.toMatch(/Parcel\.prototype|class Codes|sign\(\)/);
});
