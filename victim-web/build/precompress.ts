/** Writes a `.br` and a `.gz` beside each built file, so that the gateway never compresses while somebody waits. */
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, type BrotliOptions, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";
import { kept } from "./cache.ts";

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);
/** Not index.html: the gateway writes its configuration into it. */
const COMPRESSIBLE = /\.(js|css|wasm|svg)$/;
const BEST = (length: number): BrotliOptions => ({
  params: {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    // The widest window that browsers accept.
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: length,
  },
});

export function precompress(): Plugin {
  let folder = "dist";
  return {
    name: "precompress",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const files = await readdir(folder, { recursive: true });
      for (const file of files.filter((name) => COMPRESSIBLE.test(name))) {
        const path = join(folder, file);
        const content = await readFile(path);
        const [brotli, gzipped] = await Promise.all([
          // 4 MB of WebAssembly at the highest quality cost many seconds.
          kept(`${createHash("sha256").update(content).digest("hex")}.br`, () =>
            toBrotli(content, BEST(content.length)),
          ),
          toGzip(content, { level: 9 }),
        ]);
        await Promise.all([writeFile(`${path}.br`, brotli), writeFile(`${path}.gz`, gzipped)]);
      }
    },
  };
}
