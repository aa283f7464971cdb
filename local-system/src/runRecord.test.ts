import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTimeOf } from "./processIdentity.ts";
import { endLeftovers, writeRunRecord } from "./runRecord.ts";

describe("endLeftovers", () => {
  let folder: string;
  let file: string;
  let child: ChildProcess;
  let pid: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "abri-unit-"));
    file = join(folder, "running.json");
    child = spawn("sleep", ["60"]);
    await once(child, "spawn");
    pid = child.pid ?? 0;
    writeRunRecord(file, [{ name: "sleeper", pid, stopSignal: "SIGTERM" }]);
  });
  afterEach(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  /** As if the launcher that wrote the file had been killed. */
  function rewrite(change: (text: string) => string): void {
    writeFileSync(file, change(readFileSync(file, "utf8")));
  }
  const withDeadLauncher = (text: string): string =>
    text.replace(`"startTime": "${startTimeOf(process.pid) ?? ""}"`, '"startTime": "1"');

  it("ends what a killed launcher has left", async () => {
    rewrite(withDeadLauncher);
    const exited = once(child, "exit");
    expect(await endLeftovers(file, folder)).toEqual(["sleeper"]);
    expect(await exited).toEqual([null, "SIGTERM"]);
    expect(existsSync(file)).toBe(false);
  });

  it("spares another process that has got the same PID since", async () => {
    rewrite((text) => withDeadLauncher(text).replace(startTimeOf(pid) ?? "", "1"));
    expect(await endLeftovers(file, folder)).toEqual([]);
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  it("refuses while that launcher runs, and ends nothing", async () => {
    const launcher = { pid, startTime: startTimeOf(pid) };
    writeFileSync(file, JSON.stringify({ launcher, processes: [] }));
    await expect(endLeftovers(file, folder)).rejects.toThrow(`in use by another \`npm start\` (PID ${pid})`);
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });
});
