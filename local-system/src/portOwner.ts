/** Who listens on a port, as far as this account may know: proc(5) on Linux, `null` elsewhere or when it is another account's. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

const LISTEN = "0A";

/** For example `node (PID 4711)`. */
export function portOwner(port: number): string | null {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return null;
  for (const pid of quietly(() => readdirSync("/proc"), []).filter((name) => /^\d+$/.test(name))) {
    const files = quietly(() => readdirSync(`/proc/${pid}/fd`), []);
    const holds = files.some((file) => inodes.has(quietly(() => readlinkSync(`/proc/${pid}/fd/${file}`), "")));
    if (holds) return `${programOf(pid)} (PID ${pid})`;
  }
  return null;
}

/** The command's own name: `comm` is only the main thread's, which Node renames. */
function programOf(pid: string): string {
  const command = quietly(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"), "").split(/[\0 ]/)[0];
  return command ? basename(command) : "a process";
}

/** As `/proc/<pid>/fd` names them: `socket:[12345]`. */
function listeningInodes(port: number): Set<string> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
    quietly(() => readFileSync(file, "utf8"), "")
      .split("\n")
      .slice(1),
  );
  return new Set(
    rows
      .map((row) => row.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hexPort}`) && fields[3] === LISTEN)
      .map((fields) => `socket:[${fields[9] ?? ""}]`),
  );
}

/** Processes end and files are forbidden while one looks. */
function quietly<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
