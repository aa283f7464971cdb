/** What the environment and the command line say: `npm start [-- --reset]`. */
import { resolve } from "node:path";
import { repository } from "./layout.ts";
import { DEFAULT_PORT_BASE, portsFrom } from "./ports.ts";
import { messageOf, StartError } from "./startError.ts";
import type { SystemOptions } from "./startSystem.ts";

/** @throws StartError naming the variable or argument that is wrong. */
export function optionsFrom(env: NodeJS.ProcessEnv, args: readonly string[]): SystemOptions {
  const unknown = args.find((arg) => arg !== "--reset");
  if (unknown !== undefined) throw new StartError(`unknown argument ${unknown}: only --reset is known.`);
  const portBase = numberFrom(env, "ABRI_PORT_BASE") ?? DEFAULT_PORT_BASE;
  try {
    portsFrom(portBase);
  } catch (error) {
    throw new StartError(`ABRI_PORT_BASE: ${messageOf(error)}.`);
  }
  const contentRoot = env["ABRI_CONTENT"];
  return {
    home: resolve(repository.root, env["ABRI_HOME"] ?? ".abri"),
    portBase,
    reset: args.includes("--reset"),
    retentionSeconds: numberFrom(env, "ABRI_RETENTION_SECONDS"),
    offerSeconds: numberFrom(env, "ABRI_OFFER_SECONDS"),
    contentRoot: contentRoot === undefined || contentRoot === "" ? undefined : resolve(contentRoot),
    elementWebDir: env["ELEMENT_WEB_DIR"] || undefined,
  };
}

function numberFrom(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = env[name];
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new StartError(`${name} must be a number from 0, not "${text}".`);
  return value;
}
