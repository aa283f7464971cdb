import { defineConfig } from "vitest/config";

const unit = ["{contract,appservice,victim-web,element-config,officer,local-system,training,e2e}/**/*.test.{ts,tsx}"];
const integration = ["{appservice,officer,local-system,training}/**/*.integration.test.ts"];
const e2e = ["e2e/**/*.e2e.test.ts"];

/**
 * unit: seconds, no process. integration and e2e: on a whole real system that `e2e/globalSetup.ts` starts, one file after another,
 * because they share it.
 */
export default defineConfig({
  test: {
    // The whole system is stopped in it, one stage after another.
    teardownTimeout: 100_000,
    projects: [
      {
        test: {
          name: "unit",
          include: unit,
          exclude: ["**/node_modules/**", "**/dist/**", ...integration, ...e2e],
          // A key pair or a child process takes its time on a machine that has much else to do.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          include: integration,
          exclude: ["**/node_modules/**"],
          globalSetup: "e2e/globalSetup.ts",
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: e2e,
          exclude: ["**/node_modules/**"],
          globalSetup: "e2e/globalSetup.ts",
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
