/** Before anything is started: is every port free, and if not, who has it? */
import { createServer } from "node:net";
import { portOwner } from "./portOwner.ts";
import { PORT_NAMES, portsFrom, type PortName, type Ports } from "./ports.ts";
import { StartError } from "./startError.ts";

/** The first base from `from` upwards, in steps of 100, whose ports are all free. */
export async function freePortBase(from: number): Promise<number> {
  for (let base = from; ; base += 100) if ((await takenPorts(portsFrom(base))).length === 0) return base;
}

/** @throws StartError naming every port that is taken. */
export async function assertPortsFree(ports: Ports): Promise<void> {
  const taken = await takenPorts(ports);
  const [first, ...others] = taken;
  if (first === undefined) return;
  const owner = portOwner(ports[first]);
  const which = `port ${ports[first]} (${first}) is taken${owner === null ? "" : ` by ${owner}`}`;
  const more = others.length === 0 ? "" : `, and so are ${others.map((name) => ports[name]).join(", ")}`;
  throw new StartError(`${which}${more}: end that program, or set ABRI_PORT_BASE to another base.`);
}

async function takenPorts(ports: Ports): Promise<PortName[]> {
  const taken: PortName[] = [];
  for (const name of PORT_NAMES) if (!(await isFree(ports[name]))) taken.push(name);
  return taken;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(false) : reject(error),
    );
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
