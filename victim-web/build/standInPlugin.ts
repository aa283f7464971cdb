/** Puts the stand-ins of `standIns.ts` in the place of the modules they are named for. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { readPieces } from "./reach/pieces.ts";
import type { StandIn } from "./standIns.ts";

/** Marks the import of the real module by its stand-in. */
const WHOLE = "?whole";
const RUNTIME = fileURLToPath(new URL("notInThisPage.js", import.meta.url));

/** @param whole the end of the name of a module whose bundle needs all of them; other bundles may do with fewer. Absent: every bundle does */
export function standIns(table: Readonly<Record<string, StandIn>>, whole = ""): Plugin {
  const missed = new Set(Object.keys(table));
  return {
    name: "stand-ins",
    apply: "build",
    enforce: "pre",
    async load(id) {
      if (id.endsWith(WHOLE)) return readFile(id.slice(0, -WHOLE.length), "utf8");
      const path = /\/node_modules\/(?!.*\/node_modules\/)(.*)$/.exec(id)?.[1] ?? "";
      const standIn = table[path];
      if (standIn === undefined) return null;
      missed.delete(path);
      if (standIn.kind === "deaf") return deafened(await readFile(id, "utf8"), standIn.methods);
      // Asked of the module itself: some only pass on what other files export.
      const names = standIn.kind === "absent" ? Object.keys((await import(id)) as object) : [];
      return moduleFor(path, standIn, names);
    },
    buildEnd(error) {
      const isWhole = [...this.getModuleIds()].some((id) => id.endsWith(whole));
      if (error === undefined && isWhole && missed.size > 0)
        throw new Error(`Nothing imports these any more, remove them from standIns.ts: ${[...missed].join(", ")}`);
    },
  };
}

/** @throws when a method is not there any more */
function deafened(source: string, methods: readonly string[]): string {
  return methods.reduce((code, method) => {
    const found = readPieces(code).list.find(({ name, of }) => of !== null && name === method);
    if (found === undefined) throw new Error(`standIns.ts: no method ${method}`);
    return `${code.slice(0, found.start)}async ${method}() {}${code.slice(found.end)}`;
  }, source);
}

function moduleFor(path: string, standIn: Exclude<StandIn, { kind: "deaf" }>, names: readonly string[]): string {
  const absent = (name: string): string =>
    `export const ${name} = /* @__PURE__ */ absent(${JSON.stringify(`${path}: ${name}`)});`;
  const head = `import { absent, idle } from ${JSON.stringify(RUNTIME)};\n`;
  switch (standIn.kind) {
    case "absent":
      return head + names.map(absent).join("\n");
    case "idle": {
      const { className, methods, real = [], absent: others = [] } = standIn;
      const whole = `export { ${real.join(", ")} } from ${JSON.stringify(`./${basename(path)}${WHOLE}`)};`;
      return [
        head,
        `export const ${className} = /* @__PURE__ */ idle(${JSON.stringify(className)}, ${JSON.stringify(methods)});`,
        ...others.map(absent),
        ...(real.length > 0 ? [whole] : []),
      ].join("\n");
    }
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
