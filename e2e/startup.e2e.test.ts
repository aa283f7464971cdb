/** `npm start`: what it does when something is in its way, and that it leaves nothing behind however it ends. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_PORT_BASE, type Endpoints, freePortBase } from "@abri/local-system";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAlive, Launcher } from "./src/launcher.ts";
import { until } from "./src/until.ts";

let folder: string;
let home: string;
let portBase: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "abri-startup-"));
  home = join(folder, "home");
  portBase = await freePortBase(Number(process.env["ABRI_PORT_BASE"] ?? DEFAULT_PORT_BASE) + 3_000);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (args: readonly string[] = []): Launcher => Launcher.direct({ home, portBase, args });
const pids = ({ processes }: Endpoints): number[] => processes.map(({ pid }) => pid);
const alive = (endpoints: Endpoints): number[] => pids(endpoints).filter(isAlive);
/** What was said after the steps: the error, without the end of a log. */
const complaints = ({ output }: Launcher): string[] => output.split("\n").filter((line) => line.startsWith("abri: "));

describe("refuses in one line, and starts nothing", () => {
  it("without Python", async () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    const launcher = Launcher.direct({ home, portBase, path: empty });
    expect(await launcher.ended()).toBe(1);
    expect(launcher.output).toMatch(/^abri: Python 3\.10 or newer is needed and there is none on PATH \(.+\)\.\n$/);
    expect(existsSync(home)).toBe(false);
  });

  it("when a port is taken: names it and who has it", async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(portBase + 11, "127.0.0.1", resolve));
    try {
      const launcher = start();
      expect(await launcher.ended()).toBe(1);
      expect(complaints(launcher)).toEqual([
        expect.stringMatching(`port ${portBase + 11} \\(victimsFederation\\) is taken by .+ \\(PID ${process.pid}\\)`),
      ]);
      expect(existsSync(join(home, "postgres"))).toBe(false);
    } finally {
      holder.close();
    }
  });

  it("when the state directory is somebody else's: leaves it as it is", async () => {
    const other = join(folder, "other");
    mkdirSync(other);
    writeFileSync(join(other, "thesis.odt"), "years");
    const launcher = Launcher.direct({ home: other, portBase, args: ["--reset"] });
    expect(await launcher.ended()).toBe(1);
    expect(complaints(launcher)).toEqual([expect.stringContaining("was not made by `npm start`")]);
    expect(readFileSync(join(other, "thesis.odt"), "utf8")).toBe("years");
  });
});

describe("from the first start to the last stop", () => {
  it("begins anew over a half-made state directory, and stops at a SIGINT sent to npm alone", async () => {
    mkdirSync(join(home, "postgres"), { recursive: true });
    writeFileSync(join(home, "postgres", "PG_VERSION"), "18\n");
    writeFileSync(join(home, "abri-state.json"), JSON.stringify({ version: 1, portBase, complete: false }));
    const launcher = Launcher.npm({ home, portBase });
    const endpoints = await launcher.ready();
    expect(launcher.output).toContain("beginning anew");
    expect(alive(endpoints)).toEqual(pids(endpoints));
    expect(endpoints.officers.map(({ attested }) => attested)).toEqual([true, true, true, true]);

    launcher.signal("SIGINT");
    expect(await launcher.ended()).toBe(0);
    expect(alive(endpoints)).toEqual([]);
    expect(existsSync(join(home, "endpoints.json"))).toBe(false);
    expect(launcher.output.match(/stopping …/g)).toHaveLength(1);
  });

  it("keeps the data at the second start, starts a dead process again, and stops once however often Ctrl-C is pressed", async () => {
    const kept = ["accounts.json", "secrets.json", "appservice/registration.yaml"];
    const read = (): string[] => kept.map((name) => readFileSync(join(home, name), "utf8"));
    const before = read();
    for (const name of kept) expect(statSync(join(home, name)).mode & 0o777).toBe(0o600);
    const launcher = Launcher.npm({ home, portBase });
    const endpoints = await launcher.ready();
    expect(read()).toEqual(before);

    const killed = endpoints.processes.find(({ name }) => name === "synapse-police")?.pid ?? 0;
    process.kill(killed, "SIGKILL");
    await until("the dead homeserver runs again", 30_000, () => {
      const now = JSON.parse(readFileSync(join(home, "endpoints.json"), "utf8")) as Endpoints;
      return now.processes.every(({ pid }) => pid !== killed && isAlive(pid));
    });
    const restarted = JSON.parse(readFileSync(join(home, "endpoints.json"), "utf8")) as Endpoints;

    launcher.signalGroup("SIGINT");
    launcher.signalGroup("SIGINT");
    await launcher.ended();
    expect(alive(restarted)).toEqual([]);
    expect(launcher.output.match(/stopping …/g)).toHaveLength(1);
    expect(launcher.output).toContain("Stopped.");
  });

  it("refuses a second launcher on the same state directory; after a kill -9 the next start ends what was left", async () => {
    const first = start();
    const left = await first.ready();
    const second = start();
    expect(await second.ended()).toBe(1);
    expect(complaints(second)).toEqual([expect.stringContaining("is in use by another `npm start`")]);
    expect(alive(left)).toEqual(pids(left));

    const running = JSON.parse(readFileSync(join(home, "running.json"), "utf8")) as { launcher: { pid: number } };
    process.kill(running.launcher.pid, "SIGKILL");
    await first.ended();
    expect(alive(left)).toEqual(pids(left));

    const third = start();
    const endpoints = await third.ready();
    expect(third.output).toContain("Ended what a killed launcher had left: ");
    expect(alive(left)).toEqual([]);
    third.signal("SIGTERM");
    await third.ended();
    expect(alive(endpoints)).toEqual([]);
  });

  it("says which homeserver died at the start and why, and stops the others", async () => {
    const certificate = join(home, "certificates", "police.pem");
    const good = readFileSync(certificate);
    writeFileSync(certificate, "no certificate");
    const launcher = start();
    expect(await launcher.ended()).toBe(1);
    expect(complaints(launcher)).toEqual([
      expect.stringMatching(/synapse-police ended while starting \(exit code 1\)/),
    ]);
    expect(launcher.output).toMatch(/Error/);
    writeFileSync(certificate, good);
    // The record of what runs is removed last: nothing is left to end.
    expect(existsSync(join(home, "running.json"))).toBe(false);
  });

  it("refuses an incomplete state directory, and begins anew with --reset", async () => {
    rmSync(join(home, "secrets.json"));
    const incomplete = start();
    expect(await incomplete.ended()).toBe(1);
    expect(complaints(incomplete)).toEqual([expect.stringContaining("is incomplete (no secrets)")]);

    const anew = start(["--reset"]);
    const endpoints = await anew.ready();
    anew.signal("SIGINT");
    await anew.ended();
    expect(alive(endpoints)).toEqual([]);
  });
});
