import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type InlineConfig, type PluginOption } from "vite";
import { BROWSERS } from "./build/browsers/targets.ts";
import { firstScript } from "./build/firstScript.ts";
import { precompress } from "./build/precompress.ts";
import { onlyReached } from "./build/reach/onlyReached.ts";
import { standIns } from "./build/standInPlugin.ts";
import { MATRIX_STAND_INS, STAND_INS } from "./build/standIns.ts";

/** They say nothing of side effects, and have none at import that a page without them would miss. */
const FREE_OF_SIDE_EFFECTS =
  /\/(node_modules\/(matrix-js-sdk|@matrix-org\/matrix-sdk-crypto-wasm|@babel\/runtime)|contract\/src(?!\/withoutEval\.ts))\//;

/** Names in the browser's cache and in a network log say nothing of what the page is. */
const NAMES = {
  entryFileNames: "assets/[hash].js",
  chunkFileNames: "assets/[hash].js",
  assetFileNames: "assets/[hash][extname]",
};
const BUNDLE = {
  treeshake: { moduleSideEffects: (id: string) => !FREE_OF_SIDE_EFFECTS.test(id) },
  output: NAMES,
};

const forWorker = (): PluginOption[] => [standIns({ ...STAND_INS, ...MATRIX_STAND_INS }, "/matrix/worker/entry.ts")];

/** The worker alone, which only tells `onlyReached` what it holds. */
const WORKER: InlineConfig = {
  root: import.meta.dirname,
  plugins: forWorker(),
  build: {
    target: BROWSERS,
    rolldownOptions: {
      ...BUNDLE,
      input: fileURLToPath(new URL("src/matrix/worker/entry.ts", import.meta.url)),
    },
  },
};

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  plugins: [react(), standIns(STAND_INS), firstScript(BROWSERS), precompress()],
  resolve: {
    // Written against React, shipped with Preact, a tenth of its size (ADR 0013); the development server keeps React's own tools.
    alias:
      command === "serve"
        ? []
        : [
            { find: /^react$/, replacement: "preact/compat" },
            { find: /^react-dom\/client$/, replacement: "preact/compat/client" },
            { find: /^react\/jsx-runtime$/, replacement: "preact/jsx-runtime" },
          ],
  },
  build: {
    target: BROWSERS,
    // Nothing inline: the page is served under `script-src 'self'; style-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // matrix-js-sdk is large and comes after the entry screen; a warning at each build would only be noise.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: BUNDLE,
  },
  worker: {
    // Firefox knows workers that are modules only from version 114 on.
    format: "iife",
    plugins: () => [...forWorker(), onlyReached(WORKER)],
    rolldownOptions: BUNDLE,
  },
}));
