/**
 * The application service: one process, run as many times as needed. The only file that builds adapters.
 *
 *   node main.ts --config <file>
 *   node main.ts --generate-registration --url <its address> --server-name <of the victims' homeserver> --out <file>
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Corps } from "@abri/contract";
import { ContentError } from "./content/problems.ts";
import { readContent } from "./content/readContent.ts";
import { readLibrary } from "./content/readLibrary.ts";
import { readTheme } from "./content/theme.ts";
import { withRetention } from "./content/retention.ts";
import { createGateway } from "./adapters/gateway/index.ts";
import { pageWords } from "./adapters/gateway/pageWords.ts";
import { officersApp } from "./adapters/officers/app.ts";
import { X509Attestations } from "./adapters/matrix/attestations.ts";
import { generateRegistration, register, type Registered } from "./adapters/matrix/bridge.ts";
import { MatrixClient } from "./adapters/matrix/client.ts";
import { Devices } from "./adapters/matrix/devices.ts";
import { SynapseEraser } from "./adapters/matrix/eraser.ts";
import { Members } from "./adapters/matrix/members.ts";
import { HomeserverOpenIds } from "./adapters/matrix/openId.ts";
import { SynapseNotesRoom } from "./adapters/matrix/notesRoom.ts";
import { PermanenceRooms } from "./adapters/matrix/permanences.ts";
import { SynapseRoomFaces } from "./adapters/matrix/roomFaces.ts";
import { SynapseRoomPowers } from "./adapters/matrix/roomPowers.ts";
import { SynapseRoomGraph } from "./adapters/matrix/roomGraph.ts";
import { SynapseRoomWidgets } from "./adapters/matrix/roomWidgets.ts";
import { Rooms } from "./adapters/matrix/rooms.ts";
import { transactionsBefore } from "./adapters/matrix/transactions.ts";
import { Uploads } from "./adapters/matrix/uploads.ts";
import { Webhook } from "./adapters/operations/webhook.ts";
import { addJobs } from "./adapters/postgres/addJobs.ts";
import { PostgresConversations } from "./adapters/postgres/conversations.ts";
import { PostgresInbox } from "./adapters/postgres/inbox.ts";
import { PostgresFiles } from "./adapters/postgres/files.ts";
import { migrate } from "./adapters/postgres/migrate.ts";
import { Notifications } from "./adapters/postgres/notifications.ts";
import { createPool } from "./adapters/postgres/pool.ts";
import { PostgresOfficerSessions } from "./adapters/postgres/officerSessions.ts";
import { PostgresPrepared } from "./adapters/postgres/prepared.ts";
import { PostgresReturns } from "./adapters/postgres/returns.ts";
import { PostgresRoster } from "./adapters/postgres/roster.ts";
import { JobRunner } from "./adapters/postgres/runner.ts";
import { close, listen } from "./adapters/system/listen.ts";
import { createLog } from "./adapters/system/log.ts";
import { createMetrics, metricsApp } from "./adapters/system/metrics.ts";
import { systemRandomness } from "./adapters/system/random.ts";
import { Alarms } from "./application/alarms.ts";
import { Cleaning } from "./application/cleaning.ts";
import { Desk } from "./application/desk.ts";
import { Identifying } from "./application/identifying.ts";
import { Inbox } from "./application/inbox.ts";
import { Joining } from "./application/joining.ts";
import { Matching } from "./application/matching.ts";
import { Notes } from "./application/notes.ts";
import { OfficersDesk } from "./application/officersDesk.ts";
import { Patrols } from "./application/patrols.ts";
import { PermanenceOrders } from "./application/permanenceOrders.ts";
import { Preparing } from "./application/preparing.ts";
import { Returning } from "./application/returning.ts";
import { Ringing } from "./application/ringing.ts";
import { Roster } from "./application/roster.ts";
import { Widgets } from "./application/widgets.ts";
import { HANDOVER_MS, HELD_MS, INVITE_MS, type Settings } from "./application/settings.ts";
import { readConfig } from "./config/readConfig.ts";
import type { JobRequest } from "./ports/jobs.ts";
import type { Log } from "./ports/log.ts";

const POOL_SIZE = 20;
const JOBS_AT_ONCE = 8;
const STOP_WITHIN_MS = 9_000;

const { values: options } = parseArgs({
  options: {
    config: { type: "string" },
    "generate-registration": { type: "boolean", default: false },
    url: { type: "string" },
    "server-name": { type: "string" },
    out: { type: "string" },
  },
});

if (options["generate-registration"]) {
  const { url, "server-name": serverName, out } = options;
  if (url === undefined || serverName === undefined || out === undefined) usage();
  await generateRegistration(url, serverName, out);
} else {
  if (options.config === undefined) usage();
  try {
    await serve(options.config, createLog());
  } catch (error) {
    // An operator mends a word; a stack trace would only hide the line that says which.
    if (!(error instanceof ContentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function usage(): never {
  process.stderr.write(
    "main.ts --config <file> | --generate-registration --url <address> --server-name <name> --out <file>\n",
  );
  process.exit(2);
}

async function serve(configFile: string, log: Log): Promise<void> {
  const { config, secret, operations, trainingToken, caCertificatesPem } = await readConfig(configFile);
  const { victimsHomeserver, officersHomeservers, listen: ports } = config;
  const words = pageWords(withRetention(readContent(config.contentRoot), config.retentionSeconds), config.exitUrl);
  const library = readLibrary(config.libraryRoot);
  const theme = readTheme(config.contentRoot, config.victimWebRoot);
  const clock = { now: () => Date.now() };
  const settings: Settings = {
    limits: {
      invite: INVITE_MS,
      held: HELD_MS,
      lost: config.lostSeconds * 1_000,
      silence: config.silenceSeconds * 1_000,
      idle: config.idleSeconds * 1_000,
      unanswered: config.unansweredSeconds * 1_000,
      handover: HANDOVER_MS,
      relief: config.reliefSeconds * 1_000,
    },
    offer: config.offerSeconds * 1_000,
    retention: config.retentionSeconds * 1_000,
    homeservers: [victimsHomeserver, ...officersHomeservers].map((one) => one.serverName),
  };

  const pool = createPool(config.databaseUrl, POOL_SIZE);
  const store = new PostgresConversations(pool);
  const inboxStore = new PostgresInbox(pool);
  const rosterStore = new PostgresRoster(pool);
  const prepared = new PostgresPrepared(pool);
  const files = new PostgresFiles(pool);
  const changes = new Notifications(config.databaseUrl);
  const addJob = (request: JobRequest): Promise<void> => addJobs(pool, [request]);
  const metrics = createMetrics(
    () => store.counts(),
    () => prepared.count(),
    () => store.feedbackGiven(clock.now()),
  );
  const count = metrics.count.bind(metrics);

  let runner: JobRunner | null = null;
  let matrixReady = false;
  const metricsServer = await listen(
    metricsApp(metrics, async () => [
      ...((await answers(pool.query("select 1"))) && changes.listening ? [] : ["database"]),
      ...(matrixReady && (await answers(fetch(`${victimsHomeserver.url}/_matrix/client/versions`)))
        ? []
        : ["homeserver"]),
      ...(runner?.running === true ? [] : ["jobs"]),
    ]),
    ports.metrics,
  );

  await untilItWorks("the database", log, () => migrate(pool, log));
  await untilItWorks("the database", log, () => changes.start());
  const registered = await untilItWorks<Registered>("the victims' homeserver", log, () =>
    register(config.registrationFile, victimsHomeserver.url, victimsHomeserver.serverName),
  );
  const { client, bot } = registered;
  const members = new Members(client, bot);
  const eraser = new SynapseEraser(victimsHomeserver, officersHomeservers, client);
  const permanences = new PermanenceRooms(client, victimsHomeserver.serverName, bot, () => count("dropped"));
  const roster = new Roster({
    roster: rosterStore,
    permanences,
    supervisors: new Set(config.supervisors),
    log,
    corpsOf: new Map<string, Corps>(officersHomeservers.map((one) => [one.serverName, one.corps])),
  });
  const matching = new Matching({
    store,
    roster: rosterStore,
    attestations: new X509Attestations(client, caCertificatesPem),
    addJob,
    clock,
    log,
    settings,
    count,
  });
  const officersDesk = new OfficersDesk({ store, roster: rosterStore, clock, settings });
  const identifying = new Identifying({
    openIds: new HomeserverOpenIds(officersHomeservers),
    sessions: new PostgresOfficerSessions(pool),
    desk: officersDesk,
    permanenceOf: (room) => roster.corpsOf(room),
    clock,
    randomness: systemRandomness,
  });
  const notes = new Notes({
    store,
    roster: rosterStore,
    rooms: new SynapseNotesRoom(client, victimsHomeserver.serverName, [victimsHomeserver, ...officersHomeservers]),
    members,
    permanences,
    victimsServer: victimsHomeserver.serverName,
    addJob,
    clock,
  });
  const widgets = new Widgets(identifying, officersDesk, () => notes.room);
  const orders = new PermanenceOrders({
    desk: officersDesk,
    permanences,
    roomOf: (corps) => roster.rooms.get(corps) ?? null,
  });
  const alarms = new Alarms({ store, roster: rosterStore, permanences, rooms: () => roster.rooms, addJob, clock });
  const ringing = new Ringing({ store, permanences, roomFor: (officer) => roster.roomFor(officer) });
  const patrols = new Patrols({
    store,
    operations: operations && new Webhook(operations.url, operations.secret, clock),
    clock,
  });
  const inbox = new Inbox({ inbox: inboxStore, clock, settings, bot });
  const faces = new SynapseRoomFaces(client);
  const powers = new SynapseRoomPowers(client);
  const cleaning = new Cleaning({ store, files, members, faces, powers, eraser, notes, clock, settings, log, count });
  const victimsAdmin = new MatrixClient(victimsHomeserver.url, victimsHomeserver.adminAccessToken);
  const roomWidgets = new SynapseRoomWidgets(client, bot, config.officersUrl);
  const joining = new Joining({
    store,
    graph: new SynapseRoomGraph(victimsAdmin, client),
    widgets: roomWidgets,
    log,
  });
  const making = {
    rooms: new Rooms(client, victimsHomeserver.serverName),
    addJob,
    clock,
    randomness: systemRandomness,
    secret,
    victimsServer: victimsHomeserver.serverName,
  };
  const desk = new Desk({ ...making, store, changes, log, settings });
  const preparing = new Preparing({ ...making, prepared, eraser, size: config.preparedRooms });

  const devices = new Devices(client, victimsAdmin);
  const returns = new Returning({
    returns: new PostgresReturns(pool),
    changes,
    devices,
    dismiss: (id) => cleaning.dismiss(id),
    addJob,
    clock,
    randomness: systemRandomness,
    log,
    settings,
    secret,
  });

  await untilItWorks("the room of the notes", log, () => notes.start());
  const appserviceServer = await listen(
    transactionsBefore(registered.app, {
      hsToken: registered.hsToken,
      inbox: inboxStore,
      bot,
      corpsOf: (room) => roster.corpsOf(room),
      notesRoom: () => notes.room,
      log,
      dropped: () => count("dropped"),
    }),
    ports.appservice,
  );
  await untilItWorks("the Permanences", log, async () => {
    await roster.start();
    await notes.admitAll();
    for (const room of roster.rooms.values()) await roomWidgets.put(room);
  });
  const jobs = new JobRunner({
    pool,
    connectionString: config.databaseUrl,
    now: () => clock.now(),
    log,
    concurrency: JOBS_AT_ONCE,
    handlers: {
      match: () => matching.match(),
      "match-later": () => matching.match(),
      tick: ({ conversation }) => matching.tick(conversation),
      inbox: ({ room }) => inbox.process(room),
      roster: async ({ corps, officer }) => {
        await roster.read(corps, officer);
        await addJob({ job: { task: "notes-member", officer } });
      },
      "notes-member": ({ officer }) => notes.admit(officer),
      notes: ({ conversation }) => notes.begin(conversation),
      note: ({ event }) => notes.look(event),
      order: ({ corps, officer, event, text }) => orders.obey(corps, officer, event, text),
      remove: ({ conversation, member, why }) => cleaning.remove(conversation, member, why),
      widget: ({ conversation }) => joining.widget(conversation),
      powers: ({ conversation }) => cleaning.powers(conversation),
      tie: ({ conversation, look }) => joining.tie(conversation, look),
      ring: ({ conversation, officer, at }) => ringing.ring(conversation, officer, at),
      alarm: ({ conversation, by, at }) => alarms.sound(conversation, by, at),
      patrol: ({ conversation, order }) => patrols.tell(conversation, order),
      face: ({ conversation }) => cleaning.face(conversation),
      dismiss: ({ conversation }) => cleaning.dismiss(conversation),
      "forget-device": ({ victim, device }) => devices.forget(victim, device),
      erase: ({ conversation, homeserver }) => cleaning.erase(conversation, homeserver),
      prepare: () => preparing.step(),
      "prepare-later": () => preparing.step(),
    },
  });
  await untilItWorks("the job runner", log, () => jobs.start());
  runner = jobs;
  await untilItWorks("the job runner", log, () => addJob({ job: { task: "prepare" } }));
  // What Synapse has kept for us comes now; without this it would come minutes later. It tries by itself too.
  await registered.ping().catch((error: unknown) => log.error("Synapse cannot push to us", error));

  const uploads = new Uploads(officersHomeservers);
  const gateway = createGateway({
    desk,
    returns,
    files,
    uploaderOf: (file) => uploads.uploaderOf(file),
    victimsHomeserverUrl: victimsHomeserver.url,
    serverName: victimsHomeserver.serverName,
    victimWebRoot: config.victimWebRoot,
    pageConfig: { caCertificatesPem, exitUrl: config.exitUrl, idleSeconds: config.silenceSeconds },
    trainingToken,
    words,
    theme,
    log,
  });
  await listen(gateway.server, ports.gateway);
  const officersServer = await listen(
    officersApp({
      desk: widgets,
      changes,
      widgetRoot: config.widgetRoot,
      elementOrigins: config.elementOrigins,
      words: library,
      log,
    }),
    ports.officers,
  );
  matrixReady = true;
  log.info("ready", { port: ports.gateway.port });

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await Promise.all([gateway.close(), close(appserviceServer), close(officersServer), close(metricsServer)]);
    await jobs.stop();
    await changes.stop();
    await pool.end();
    log.info("stopped");
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
}

async function answers(asked: Promise<unknown>): Promise<boolean> {
  return asked.then(
    () => true,
    () => false,
  );
}

/** What it needs may start later than it does. */
async function untilItWorks<T>(what: string, log: Log, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      log.error(`${what}: not yet, tried again`, error, { tries });
      await sleep(Math.min(250 * 2 ** tries, 5_000));
    }
  }
}
