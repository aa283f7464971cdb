/**
 * Starts one whole system on this machine and answers when everything in it does. `npm start` and the end-to-end tests both come here.
 *
 *     state directory ─▶ PostgreSQL ─▶ three homeservers ─▶ application service ─▶ officers ─▶ endpoints file
 */
import { rmSync } from "node:fs";
import type { Corps } from "@abri/contract";
import { loadOrMakeAccounts, saveOfficers } from "./accounts.ts";
import { APPSERVICE_DATABASE, findPermanence, startAppservice } from "./appservice.ts";
import { loadOrMakeCertificates } from "./certificates.ts";
import { serveElement } from "./element.ts";
import type { Endpoints } from "./endpoints.ts";
import { writeJson } from "./files.ts";
import { startHomeservers } from "./homeservers.ts";
import { repository, statePaths, type StatePaths } from "./layout.ts";
import { attestOfficer, joinOfficersRoom, makeOfficers, type OfficerContext } from "./officers.ts";
import { portsFrom, type Ports } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { assertPortsFree } from "./preflight.ts";
import { makeRegistration } from "./registration.ts";
import { homeserversAt } from "./roles.ts";
import { endLeftovers, writeRunRecord } from "./runRecord.ts";
import { loadOrMakeSecrets } from "./secrets.ts";
import { completeStateDirectory, openStateDirectory } from "./stateDirectory.ts";
import { Supervisor } from "./supervisor.ts";

const PREPARED_ROOMS = 5;

export interface SystemOptions {
  /** Absolute path of the state directory. */
  readonly home: string;
  readonly portBase: number;
  /** Forget everything first. */
  readonly reset?: boolean;
  /** Closed → erased, in seconds. */
  readonly retentionSeconds?: number | undefined;
  /** How long an officer is asked, in seconds. */
  readonly offerSeconds?: number | undefined;
  /** The folder of the victim page's words; the repository's own by default. */
  readonly contentRoot?: string | undefined;
  /** Users and rooms made in advance, 0: none. By default a handful: they are made while somebody already tries the page. */
  readonly preparedRooms?: number | undefined;
  /** A page that fell silent is taken as gone after so long, in seconds. */
  readonly silenceSeconds?: number | undefined;
  readonly reliefSeconds?: number | undefined;
  /** Where the application service tells that a patrol was ordered; nowhere by default. */
  readonly operations?: { readonly url: string; readonly secretFile: string } | undefined;
  /** Further environment of the application service. */
  readonly appserviceEnv?: Readonly<Record<string, string>> | undefined;
  /** An unpacked Element Web release to serve. */
  readonly elementWebDir?: string | undefined;
  readonly print?: (line: string) => void;
  /** Stops the start half-way; everything already started is stopped. */
  readonly signal?: AbortSignal;
}

export interface RunningSystem {
  readonly endpoints: Endpoints;
  readonly endpointsFile: string;
  /** Rejects with a StartError when a process keeps dying (`stop` is then still to be called), and when the system stops. */
  readonly failed: Promise<never>;
  /** Stops all that was started, and nothing else; may be called often. */
  stop(): Promise<void>;
}

/** @throws StartError, one clear line, after everything already started has been stopped. */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const print = options.print ?? (() => undefined);
  const paths = statePaths(options.home);
  const ports = portsFrom(options.portBase);
  const ended = await endLeftovers(paths.running, options.home);
  if (ended.length > 0) print(`Ended what a killed launcher had left: ${ended.join(", ")}.`);
  openStateDirectory(paths, options.portBase, options.reset === true, print);
  await assertPortsFree(ports);
  writeRunRecord(paths.running, []);

  let endpoints: Endpoints | null = null;
  let stopElement = (): void => undefined;
  const supervisor = new Supervisor({
    logFolder: paths.logs,
    runRecordFile: paths.running,
    print,
    onRestart: () => {
      if (endpoints === null) return;
      endpoints.processes = supervisor.processes();
      writeJson(paths.endpoints, endpoints);
    },
  });
  const stop = async (): Promise<void> => {
    rmSync(paths.endpoints, { force: true });
    stopElement();
    await supervisor.stop();
    rmSync(paths.endpoints, { force: true });
    rmSync(paths.running, { force: true });
  };

  const abort = (): void => void stop();
  options.signal?.addEventListener("abort", abort);
  const steps = startSteps(options, paths, ports, supervisor, print);
  try {
    options.signal?.throwIfAborted();
    endpoints = await Promise.race([steps, supervisor.stopping]);
    if (options.elementWebDir !== undefined) {
      stopElement = await serveElement({
        webDir: options.elementWebDir,
        configFile: repository.elementConfig,
        homeserver: homeserversAt(ports).police,
        officersUrl: endpoints.officerWeb,
        port: ports.element,
      });
      endpoints.element = `http://localhost:${ports.element}/`;
    }
  } catch (error) {
    // When a process has died, whatever was waiting for it failed too: only the death explains it.
    const reason: unknown = supervisor.signal.aborted ? supervisor.signal.reason : error;
    await stop();
    throw reason;
  } finally {
    options.signal?.removeEventListener("abort", abort);
  }
  supervisor.ready();
  completeStateDirectory(paths, options.portBase);
  writeJson(paths.endpoints, endpoints);
  return { endpoints, endpointsFile: paths.endpoints, failed: supervisor.stopping, stop };
}

async function startSteps(
  options: SystemOptions,
  paths: StatePaths,
  ports: Ports,
  supervisor: Supervisor,
  print: (line: string) => void,
): Promise<Endpoints> {
  const homeservers = homeserversAt(ports);
  const secrets = loadOrMakeSecrets(paths.secrets);
  const certificates = await loadOrMakeCertificates(paths.certificates);

  print("PostgreSQL …");
  const makingRegistration = makeRegistration(paths, ports, homeservers.victims.serverName, supervisor.signal);
  makingRegistration.catch(() => undefined); // Awaited below, when PostgreSQL runs.
  const postgres = await startPostgres(
    {
      folder: paths.postgres,
      home: paths.home,
      port: ports.postgres,
      password: secrets.postgresPassword,
      databases: [
        ...Object.values(homeservers).map(({ role, database }) => ({
          name: database,
          password: secrets.homeservers[role].databasePassword,
        })),
        { name: APPSERVICE_DATABASE, password: secrets.appserviceDatabasePassword },
      ],
    },
    supervisor,
  );

  print("Three homeservers (victims, police, gendarmerie) …");
  const { file: registrationFile, asToken } = await makingRegistration;
  const context = { paths, ports, homeservers, secrets, certificates, registrationFile };
  await startHomeservers(context, supervisor);
  let accounts = await loadOrMakeAccounts(paths.accounts, homeservers, secrets, supervisor.signal);

  print("Application service …");
  const {
    retentionSeconds,
    offerSeconds,
    silenceSeconds,
    reliefSeconds,
    operations,
    contentRoot,
    preparedRooms = PREPARED_ROOMS,
    appserviceEnv: env,
  } = options;
  await startAppservice(
    {
      ...context,
      accounts,
      retentionSeconds,
      offerSeconds,
      silenceSeconds,
      reliefSeconds,
      operations,
      contentRoot,
      preparedRooms,
      env,
    },
    supervisor,
  );

  print("Officers …");
  const officerContext: OfficerContext = { homeservers, secrets, asToken, accounts, signal: supervisor.signal };
  const permanences: { corps: Corps; roomId: string }[] = [];
  for (const corps of ["police", "gendarmerie"] as const) {
    const roomId = await findPermanence(corps, homeservers.victims, asToken, supervisor.signal);
    permanences.push({ corps, roomId });
  }
  const notesRoom = await findPermanence("notes", homeservers.victims, asToken, supervisor.signal);
  let officers = await makeOfficers(officerContext);
  accounts = saveOfficers(paths.accounts, accounts, officers);
  for (const officer of officers) {
    const permanence = permanences.find(({ corps }) => corps === officer.corps);
    if (permanence !== undefined) await joinOfficersRoom(officer, permanence.roomId, officerContext);
    await joinOfficersRoom(officer, notesRoom, officerContext);
    const attested = await attestOfficer(officer, certificates);
    officers = officers.map((one) => (one === officer ? attested : one));
    accounts = saveOfficers(paths.accounts, accounts, officers);
  }

  return {
    victimWeb: `http://localhost:${ports.victimWeb}/`,
    officerWeb: `http://localhost:${ports.officerWeb}/`,
    element: null,
    metrics: `http://localhost:${ports.metrics}/metrics`,
    postgres,
    caCertificate: certificates.organisationCa.certificate,
    homeservers: Object.values(homeservers).map(({ role, serverName, client, federation }) => ({
      ...{ role, serverName, client, federation },
      admin: { userId: `@admin:${serverName}`, password: secrets.homeservers[role].adminPassword },
    })),
    permanences,
    officers: accounts.officers,
    processes: supervisor.processes(),
  };
}
