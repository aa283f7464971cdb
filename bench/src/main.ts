/**
 * `npm run bench`: what the page weighs, how soon a child's first message is read, what it costs to guess a phrase, how evenly officers share, and how many conversations start per second. Each figure
 * stands beside its peer or its floor, measured in the same run on the same servers: compare the ratios, not the seconds.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSystem } from "@abri/local-system";
import { exitLatency } from "./exitLatency.ts";
import { sharedOut } from "./fairness.ts";
import { firstMessage } from "./firstMessage.ts";
import { longestTask } from "./longestTask.ts";
import { phraseGuess } from "./phraseGuess.ts";
import { PREPARED_ROOMS, startsPerSecond } from "./startsPerSecond.ts";
import { weight } from "./weight.ts";

const home = await mkdtemp(join(tmpdir(), "abri-bench-"));
const portBase = Number(process.env["ABRI_PORT_BASE"] ?? 8080) + 3000;
const system = await startSystem({
  home,
  portBase,
  retentionSeconds: 0,
  preparedRooms: PREPARED_ROOMS,
  print: (line) => console.log(`  ${line}`),
});
try {
  for (const measure of [sharedOut, weight, firstMessage, longestTask, exitLatency, phraseGuess, startsPerSecond]) {
    for (const line of await measure(system.endpoints, home)) console.log(line);
    console.log();
  }
} finally {
  await system.stop();
  await rm(home, { recursive: true, force: true });
}
