/**
 * `npm run train -- [--scenario NAME]… [--count N]`: simulated victims on the running system, for officers who practise. Found as `npm run officer`
 * finds it, in `$ABRI_HOME`; elsewhere `--page ADDRESS --token-file FILE`.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Phase } from "../../victim-web/src/conversation/state.ts";
import { openPage } from "./page.ts";
import { readScenarios } from "./readScenarios.ts";
import type { Scenario } from "./scenario.ts";
import { SimulatedVictim } from "./simulatedVictim.ts";

const USAGE = "Usage : npm run train -- [--scenario NOM]… [--count N]";
const MOST = 50;
const SCENARIOS = join(import.meta.dirname, "../scenarios");
const SECOND_MS = 1_000;

/** Something the person can mend; the message is in French. */
class UsageError extends Error {}

interface Options {
  readonly chosen: readonly string[];
  readonly count: number | null;
  readonly address: string;
  readonly token: string;
}

async function main(): Promise<void> {
  const scenarios = readScenarios(SCENARIOS);
  const { chosen, count, address, token } = readOptions();
  const names = chosen.length === 0 ? [...scenarios.keys()] : chosen;
  const played = Array.from({ length: count ?? Math.max(chosen.length, 1) }, (_, n): [string, Scenario] => {
    const name = names[n % names.length] ?? "";
    const scenario = scenarios.get(name);
    if (scenario === undefined)
      throw new UsageError(`Scénario inconnu : ${name}. Il y a : ${[...scenarios.keys()].join(", ")}.`);
    return [name, scenario];
  });
  const page = await openPage(address, token).catch(() => {
    throw new UsageError(`Aucune page d'Abri ne répond à ${address} : Abri tourne-t-il ?`);
  });
  const victims = await Promise.all(
    played.map(([name, scenario], n) => {
      const tell = (phase: Phase): void => {
        console.log(`[${n + 1}] ${name} : ${inWords(phase)}`);
        if (phase.kind === "refused") process.exitCode = 1;
      };
      return SimulatedVictim.make({ page, scenario, secondMs: SECOND_MS, tell });
    }),
  );
  // Once: a second Ctrl-C ends the process at once.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      for (const victim of victims) victim.stop();
    });
  await Promise.all(victims.map((victim) => victim.play()));
  await page.settled();
}

function readOptions(): Options {
  const options = {
    scenario: { type: "string", multiple: true, default: [] as string[] },
    count: { type: "string" },
    page: { type: "string" },
    "token-file": { type: "string" },
  } as const;
  const parsed = (() => {
    try {
      return parseArgs({ options }).values;
    } catch {
      throw new UsageError(USAGE);
    }
  })();
  const count = parsed.count === undefined ? null : Number(parsed.count);
  if (count !== null && !(Number.isInteger(count) && count >= 1 && count <= MOST))
    throw new UsageError(`${USAGE}, N de 1 à ${MOST}`);
  const home = resolve(process.env["ABRI_HOME"] ?? join(import.meta.dirname, "../../.abri"));
  const tokenFile = parsed["token-file"] ?? join(home, "appservice/training-token");
  return { chosen: parsed.scenario, count, address: parsed.page ?? pageOf(home), token: tokenOf(tokenFile) };
}

function pageOf(home: string): string {
  const file = join(home, "endpoints.json");
  if (!existsSync(file)) throw new UsageError(`Abri ne tourne pas (${file} n'existe pas) : lancez « npm start ».`);
  return z.object({ victimWeb: z.url() }).parse(JSON.parse(readFileSync(file, "utf8"))).victimWeb;
}

function tokenOf(file: string): string {
  if (!existsSync(file)) throw new UsageError(`Le jeton d'exercice (${file}) n'existe pas : lancez « npm start ».`);
  const token = readFileSync(file, "utf8").trim();
  if (!/^[A-Za-z0-9_-]+$/.test(token)) throw new UsageError(`${file} n'est pas un jeton d'exercice.`);
  return token;
}

function inWords(phase: Phase): string {
  switch (phase.kind) {
    case "starting":
      return "commence";
    case "waiting":
      return "attend un agent";
    case "asked":
      return `un agent est demandé (${phase.officer.corps}, n° ${phase.officer.number})`;
    case "connected":
      return `en conversation avec ${phase.officers.map(({ corps, number }) => `${corps}, n° ${number}`).join(" et ")}`;
    case "ended":
      return `terminé (${phase.reason})`;
    case "refused":
      return phase.why === "unavailable" ? "refusé : ce jeton d'exercice n'est pas celui du service" : phase.why;
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
// matrix-js-sdk leaves timers of its last requests behind.
process.exit();
