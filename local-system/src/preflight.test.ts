import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { portsFrom } from "./ports.ts";
import { assertPortsFree, freePortBase } from "./preflight.ts";

describe("assertPortsFree", () => {
  let base: number;
  let holder: Server;

  beforeEach(async () => {
    base = await freePortBase(41_080);
    holder = createServer();
  });
  afterEach(() => void holder.close());

  const hold = (port: number): Promise<void> =>
    new Promise((resolve) => holder.listen(port, "127.0.0.1", () => resolve()));

  it("lets free ports pass", async () => {
    await expect(assertPortsFree(portsFrom(base))).resolves.toBeUndefined();
  });

  it("names the port that is taken, and what for", async () => {
    await hold(base + 20);
    await expect(assertPortsFree(portsFrom(base))).rejects.toThrow(`port ${base + 20} (policeClient) is taken`);
  });

  it.runIf(process.platform === "linux")("names who has it", async () => {
    await hold(base + 5);
    await expect(assertPortsFree(portsFrom(base))).rejects.toThrow(`(PID ${process.pid})`);
  });

  it("passes over a base with a taken port", async () => {
    await hold(base + 31);
    expect(await freePortBase(base)).toBeGreaterThan(base);
  });
});
