import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // Nothing inline: the widgets are served under `script-src 'self'; style-src 'self'`.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
