/**
 * Builds `src/safety/firstScript.ts` as a script of its own, without imports, and puts it first into the page's head. Not as a module: a
 * module waits until the whole page has been read, and the exit must not.
 */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const ENTRY = "src/safety/firstScript.ts";

export function firstScript(target: string[]): Plugin {
  let name = "";
  return {
    name: "first-script",
    apply: "build",
    async buildStart() {
      const source = await bundled(target);
      // A hash and nothing else, as of all the page's files: the name in the browser's cache says nothing.
      name = `assets/${createHash("sha256").update(source).digest("base64url").slice(0, 8)}.js`;
      this.emitFile({ type: "asset", fileName: name, source });
    },
    transformIndexHtml: {
      order: "post",
      // After the character set, which a browser must find in the first kilobyte; before everything that is loaded.
      handler: (html) => html.replace('<meta charset="utf-8" />', `$&\n    <script src="/${name}"></script>`),
    },
  };
}

async function bundled(target: string[]): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "warn",
    build: {
      target,
      write: false,
      lib: { entry: fileURLToPath(new URL(`../${ENTRY}`, import.meta.url)), formats: ["iife"], name: "first" },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  const chunk = "output" in output ? output.output[0] : undefined;
  if (chunk?.type !== "chunk" || chunk.imports.length > 0) throw new Error(`${ENTRY} does not stand alone`);
  return chunk.code;
}
