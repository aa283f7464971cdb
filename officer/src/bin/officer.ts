/** `npm run officer -- <localpart> [--manual]`: a terminal officer, for a demonstration without Element. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import type { Endpoints } from "../endpoints.ts";
import type { OfficerClient } from "../officerClient.ts";
import { openOfficer } from "../openOfficer.ts";
import { TerminalOfficer } from "../terminal/terminalOfficer.ts";
import { ClientEvent, SyncState } from "matrix-js-sdk";
import { requireEndpoints, runProgram, UsageError } from "./home.ts";

const USAGE = "Usage : npm run officer -- <officier> [--manual]   (--manual : demander avant d'accepter)";

async function main(): Promise<void> {
  const { localpart, manual } = readArguments();
  const endpoints = requireEndpoints();
  const account = findOfficer(endpoints, localpart);
  const permanence = endpoints.permanences.find(({ corps }) => corps === account.corps);
  if (permanence === undefined)
    throw new UsageError(`La permanence de ce corps (${account.corps}) n'existe pas encore.`);
  if (account.recoveryKey === "")
    throw new UsageError(`${account.userId} n'a pas encore d'identité : voir « npm start ».`);

  const print = (line: string) => console.log(line);
  print(`${account.userId} se connecte…`);
  const caCertificatesPem = readFileSync(endpoints.caCertificate, "utf8");
  const officer = await openOfficer({ ...account, caCertificatesPem });
  announceConnection(officer, print);
  const terminal = new TerminalOfficer({
    officer,
    permanenceRoomId: permanence.roomId,
    acceptsByItself: !manual,
    print,
  });
  try {
    await terminal.start();
    await untilStopped(terminal);
    await terminal.stop();
  } finally {
    await officer.close();
  }
}

function readArguments(): { localpart: string; manual: boolean } {
  try {
    const { values, positionals } = parseArgs({ options: { manual: { type: "boolean" } }, allowPositionals: true });
    const [localpart, ...rest] = positionals;
    if (localpart !== undefined && rest.length === 0) return { localpart, manual: values.manual ?? false };
  } catch {
    // An unknown option: the usage says what there is.
  }
  throw new UsageError(USAGE);
}

function findOfficer(endpoints: Endpoints, localpart: string): Endpoints["officers"][number] {
  const found = endpoints.officers.find(({ userId }) => userId === localpart || userId.startsWith(`@${localpart}:`));
  if (found !== undefined) return found;
  const known = endpoints.officers.map(({ userId }) => userId.slice(1, userId.indexOf(":"))).join(", ");
  throw new UsageError(`Officier inconnu. Les officiers de démonstration sont : ${known}.`);
}

function announceConnection({ client }: OfficerClient, print: (line: string) => void): void {
  let lost = false;
  client.on(ClientEvent.Sync, (state) => {
    const lostNow = state === SyncState.Reconnecting || state === SyncState.Error;
    if (lostNow !== lost) print(lostNow ? "Connexion perdue ; nouvel essai…" : "Connexion rétablie.");
    lost = lostNow;
  });
}

/** Until /quit, a signal, or the end of input at a keyboard. The end of a pipe stops nothing: the officer stays on duty. */
function untilStopped(terminal: TerminalOfficer): Promise<void> {
  return new Promise((resolve) => {
    const input = createInterface({ input: process.stdin });
    const stop = () => {
      input.close();
      resolve();
    };
    // Once: a second Ctrl-C ends the process at once.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
    input.on("line", (line) => {
      void terminal.type(line).then((goesOn) => {
        if (!goesOn) stop();
      });
    });
    if (process.stdin.isTTY) input.on("close", stop);
  });
}

await runProgram(main);
// matrix-js-sdk leaves a timer for each of its last requests behind, for a minute and more.
process.exit();
