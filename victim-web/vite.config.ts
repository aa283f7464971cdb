import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompress } from "./build/precompress.ts";

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    target: ["chrome98", "safari15.4", "firefox100"],
    // Nothing inline: the page is served under `script-src 'self'; style-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // matrix-js-sdk is large and comes after the entry screen; a warning at each build would only be noise.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        // Names in the browser's cache and in a network log say nothing of what the page is.
        entryFileNames: "assets/[hash].js",
        chunkFileNames: "assets/[hash].js",
        assetFileNames: "assets/[hash][extname]",
      },
    },
  },
});
