/** Puts the stand-ins of `standIns.ts` in the place of the modules they are named for. */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { STAND_INS, type StandIn } from "./standIns.ts";

const RUNTIME = fileURLToPath(new URL("notInThisPage.js", import.meta.url));

export function standIns(table: Readonly<Record<string, StandIn>> = STAND_INS): Plugin {
  const missed = new Set(Object.keys(table));
  return {
    name: "stand-ins",
    apply: "build",
    enforce: "pre",
    async load(id) {
      const path = /\/node_modules\/(?!.*\/node_modules\/)(.*?)(\?.*)?$/.exec(id)?.[1] ?? "";
      const standIn = table[path];
      if (standIn === undefined) return null;
      missed.delete(path);
      // Asked of the module itself: some only pass on what other files export.
      const names = standIn.kind === "absent" ? Object.keys((await import(id)) as object) : [];
      return { code: moduleFor(path, standIn, names), moduleSideEffects: false };
    },
    buildEnd(error) {
      if (error === undefined && missed.size > 0)
        throw new Error(`Nothing imports these any more, remove them from standIns.ts: ${[...missed].join(", ")}`);
    },
  };
}

function moduleFor(path: string, standIn: StandIn, names: readonly string[]): string {
  const absent = (name: string): string =>
    `export const ${name} = /* @__PURE__ */ absent(${JSON.stringify(`${path}: ${name}`)});`;
  const head = `import { absent, idle } from ${JSON.stringify(RUNTIME)};\n`;
  switch (standIn.kind) {
    case "absent":
      return head + names.map(absent).join("\n");
    case "idle":
      return `${head}export const ${standIn.className} = /* @__PURE__ */ idle(${JSON.stringify(standIn.className)}, ${JSON.stringify(standIn.methods)});`;
    case "identity":
      return "export default (value) => value;";
    case "part": {
      const real = Object.entries(standIn.from).map(([file, list]) => `export { ${list.join(", ")} } from "${file}";`);
      return [head, ...real, ...standIn.absent.map(absent)].join("\n");
    }
    default:
      return standIn satisfies never;
  }
}
