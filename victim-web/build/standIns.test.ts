/** The stand-ins, built into a bundle with the real Matrix SDK and run: one that is reached says so. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { standIns } from "./standInPlugin.ts";
import { MATRIX_STAND_INS } from "./standIns.ts";

const SDK = fileURLToPath(import.meta.resolve("matrix-js-sdk/lib/client.js"));
const RUST_CRYPTO = fileURLToPath(import.meta.resolve("matrix-js-sdk/lib/rust-crypto/index.js"));

interface Bundle {
  client(): {
    createCall(roomId: string): unknown;
    matrixRTC: { start(): void; getActiveRoomSession(room: unknown): unknown };
  };
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "abri-stand-ins-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function bundle(entry: string, table = MATRIX_STAND_INS): Promise<void> {
  const input = join(folder, "entry.js");
  await writeFile(input, entry);
  await build({
    configFile: false,
    root: folder,
    logLevel: "silent",
    plugins: [standIns(table)],
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { external: ["@matrix-org/matrix-sdk-crypto-wasm"] },
      lib: { entry: input, formats: ["es"], fileName: () => "built.mjs" },
    },
  });
}

describe("what is not in the page", () => {
  let client: ReturnType<Bundle["client"]>;

  beforeAll(async () => {
    await bundle(`
      import { MatrixClient } from ${JSON.stringify(SDK)};
      export const neverCalled = () => import(${JSON.stringify(RUST_CRYPTO)});
      export const client = () => new MatrixClient({ baseUrl: "http://localhost", disableVoip: true });
    `);
    client = ((await import(pathToFileURL(join(folder, "built.mjs")).href)) as Bundle).client();
  }, 120_000);

  it("lets the SDK's client be made and started", () => {
    expect(() => client.matrixRTC.start()).not.toThrow();
  });

  it("names itself when a function of it is called", () => {
    expect(() => client.createCall("!a:b")).toThrow(/webrtc\/call\.js: createNewMatrixCall was reached/);
  });

  it("names itself when more is asked of what was only to be there", () => {
    expect(() => client.matrixRTC.getActiveRoomSession({})).toThrow("MatrixRTCSessionManager.getActiveRoomSession");
  });
});

it("fails the build when a stand-in stands for something that nobody imports", async () => {
  await expect(bundle("export const nothing = 1;")).rejects.toThrow(/remove them from standIns\.ts/);
});
