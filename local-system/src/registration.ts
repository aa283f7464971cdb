/** The application service's registration: it makes the file itself, and keeps its tokens; the victims' Synapse reads the same file. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { repository, type StatePaths } from "./layout.ts";
import type { Ports } from "./ports.ts";
import { messageOf, StartError } from "./startError.ts";

const Tokens = z.object({ as_token: z.string() });

export interface Registration {
  readonly file: string;
  /** With it one acts as the application service's bot. */
  readonly asToken: string;
}

/** @throws StartError when the application service cannot write it, or what is there is damaged. */
export async function makeRegistration(
  paths: StatePaths,
  ports: Ports,
  serverName: string,
  signal: AbortSignal,
): Promise<Registration> {
  mkdirSync(paths.appservice, { recursive: true, mode: 0o700 });
  const file = join(paths.appservice, "registration.yaml");
  const url = `http://127.0.0.1:${ports.appservice}`;
  const options = ["--url", url, "--server-name", serverName, "--out", file];
  try {
    const command = [repository.appserviceMain, "--generate-registration", ...options];
    await promisify(execFile)(process.execPath, command, { signal });
    return { file, asToken: Tokens.parse(parse(readFileSync(file, "utf8"))).as_token };
  } catch (error) {
    const [why = ""] = messageOf(error).split("\n");
    throw new StartError(`the application service's registration could not be made: ${why}`);
  }
}
