/** Writes the application service's configuration, starts it, and finds the Permanence rooms that its bot has made. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Corps } from "@abri/contract";
import { z } from "zod";
import type { Accounts } from "./accounts.ts";
import type { Certificates } from "./certificates.ts";
import { writeJson, writePrivate } from "./files.ts";
import { repository, type StatePaths } from "./layout.ts";
import { MatrixError, request } from "./matrix.ts";
import type { Ports } from "./ports.ts";
import type { Homeserver, Homeservers, Role } from "./roles.ts";
import { randomSecret, type Secrets } from "./secrets.ts";
import type { Supervisor } from "./supervisor.ts";
import { answersOk, waitFor } from "./waitFor.ts";

export const APPSERVICE_DATABASE = "abri";

export interface AppserviceContext {
  readonly paths: StatePaths;
  readonly ports: Ports;
  readonly homeservers: Homeservers;
  readonly secrets: Secrets;
  readonly certificates: Certificates;
  readonly accounts: Accounts;
  readonly registrationFile: string;
  /** Closed → erased, in seconds. */
  readonly retentionSeconds?: number | undefined;
  /** How long an officer is asked, in seconds. */
  readonly offerSeconds?: number | undefined;
  /** The folder of the page's words; the repository's own by default. */
  readonly contentRoot?: string | undefined;
  /** Users and rooms made in advance. */
  readonly preparedRooms?: number | undefined;
  /** A page that fell silent is taken as gone after so long, in seconds. */
  readonly silenceSeconds?: number | undefined;
  /** Whoever has handed over stays for so long, in seconds. */
  readonly reliefSeconds?: number | undefined;
  /** Where patrols are told, and the file with the secret that signs it. */
  readonly operations?: { readonly url: string; readonly secretFile: string } | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Returns the path of its `config.json`; the schema is `appservice/src/config/config.ts`. */
function writeAppserviceConfig(context: AppserviceContext): string {
  const { paths, ports, homeservers, secrets, accounts } = context;
  mkdirSync(paths.appservice, { recursive: true, mode: 0o700 });
  const secretFile = join(paths.appservice, "secret");
  writePrivate(secretFile, `${secrets.appserviceSecret}\n`);
  // Made once, and not with the other secrets: a state directory of an earlier version has none.
  const trainingTokenFile = join(paths.appservice, "training-token");
  if (!existsSync(trainingTokenFile)) writePrivate(trainingTokenFile, `${randomSecret()}\n`);
  const homeserver = (role: Role): object => ({
    serverName: homeservers[role].serverName,
    url: `http://127.0.0.1:${homeservers[role].clientPort}`,
    adminAccessToken: accounts.adminTokens[role],
  });
  const listen = (port: number): object => ({ host: "127.0.0.1", port });
  const file = join(paths.appservice, "config.json");
  writeJson(file, {
    victimsHomeserver: homeserver("victims"),
    officersHomeservers: (["police", "gendarmerie"] as const).map((corps) => ({ ...homeserver(corps), corps })),
    // The demonstration's.
    supervisors: [`@bruno:${homeservers.police.serverName}`, `@denis:${homeservers.gendarmerie.serverName}`],
    registrationFile: context.registrationFile,
    databaseUrl: `postgres://${APPSERVICE_DATABASE}:${secrets.appserviceDatabasePassword}@127.0.0.1:${ports.postgres}/${APPSERVICE_DATABASE}`,
    secretFile,
    trainingTokenFile,
    caCertificateFile: context.certificates.organisationCa.certificate,
    victimWebRoot: repository.victimWebRoot,
    widgetRoot: repository.widgetRoot,
    officersUrl: `http://localhost:${ports.officerWeb}/`,
    elementOrigins: [`http://localhost:${ports.element}`],
    contentRoot: context.contentRoot ?? repository.content,
    libraryRoot: repository.library,
    listen: {
      gateway: listen(ports.victimWeb),
      officers: listen(ports.officerWeb),
      metrics: listen(ports.metrics),
      appservice: listen(ports.appservice),
    },
    // `undefined` leaves the application service's own default.
    retentionSeconds: context.retentionSeconds,
    offerSeconds: context.offerSeconds,
    preparedRooms: context.preparedRooms,
    silenceSeconds: context.silenceSeconds,
    reliefSeconds: context.reliefSeconds,
    operations: context.operations,
  });
  return file;
}

/** Resolves when it is healthy. */
export async function startAppservice(context: AppserviceContext, supervisor: Supervisor): Promise<void> {
  const config = writeAppserviceConfig(context);
  supervisor.start({
    name: "appservice-1",
    command: process.execPath,
    args: [repository.appserviceMain, "--config", config],
    env: context.env ?? {},
    cwd: context.paths.appservice,
    stopSignal: "SIGTERM",
    stage: 2,
  });
  const health = `http://127.0.0.1:${context.ports.metrics}/health`;
  await waitFor("appservice-1", () => answersOk(health, supervisor.signal), supervisor.signal);
}

const RoomOfAlias = z.object({ room_id: z.string() });

/** The room ID of a corps' Permanence, or of the officers' room for private notes. */
export function findPermanence(
  which: Corps | "notes",
  victims: Homeserver,
  asToken: string,
  signal: AbortSignal,
): Promise<string> {
  const alias = encodeURIComponent(`#permanence-${which}:${victims.serverName}`);
  const url = `${victims.client}/_matrix/client/v3/directory/room/${alias}`;
  return waitFor(
    `the room #permanence-${which}`,
    async () => {
      try {
        return (await request(url, RoomOfAlias, { token: asToken, signal })).room_id;
      } catch (error) {
        if (error instanceof MatrixError && error.errcode === "M_NOT_FOUND") return null;
        throw error;
      }
    },
    signal,
    { timeoutMs: 60_000 },
  );
}
