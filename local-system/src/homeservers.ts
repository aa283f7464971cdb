/** Writes each Synapse's configuration from the templates in `synapse/`, and starts it. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Certificates } from "./certificates.ts";
import { writePrivate } from "./files.ts";
import { repository, type StatePaths } from "./layout.ts";
import type { Ports } from "./ports.ts";
import type { Homeserver, Homeservers } from "./roles.ts";
import type { Secrets } from "./secrets.ts";
import type { Supervisor } from "./supervisor.ts";
import { render } from "./template.ts";
import { answersOk, waitFor } from "./waitFor.ts";

export interface HomeserverContext {
  readonly paths: StatePaths;
  readonly ports: Ports;
  readonly homeservers: Homeservers;
  readonly secrets: Secrets;
  readonly certificates: Certificates;
  /** Path of the application service's registration. */
  readonly registrationFile: string;
}

/** Returns the path of its `homeserver.yaml`. */
export function writeHomeserverConfig(homeserver: Homeserver, context: HomeserverContext): string {
  const { paths, ports, homeservers, certificates } = context;
  const { role, serverName, client, clientPort, federationPort, database } = homeserver;
  const secrets = context.secrets.homeservers[role];
  const tls = certificates.homeservers[role];
  const folder = join(paths.homeservers, role);
  const mediaStore = join(folder, "media");
  mkdirSync(mediaStore, { recursive: true, mode: 0o700 });
  const file = (name: string): string => join(folder, name);
  const isVictims = role === "victims";

  writePrivate(file("signing.key"), `${secrets.signingKey}\n`);
  writePrivate(file("log.config.yaml"), template("log.config.yaml"));
  writePrivate(
    file("homeserver.yaml"),
    render(template("homeserver.yaml"), {
      ...{ serverName, clientPort, federationPort, mediaStore, database },
      clientUrl: `${client}/`,
      signingKeyFile: file("signing.key"),
      logConfigFile: file("log.config.yaml"),
      pidFile: file("homeserver.pid"),
      macaroonSecret: secrets.macaroonSecret,
      formSecret: secrets.formSecret,
      registrationSharedSecret: secrets.registrationSharedSecret,
      postgresPort: ports.postgres,
      postgresUser: database,
      postgresPassword: secrets.databasePassword,
      tlsCertificateFile: tls.certificate,
      tlsPrivateKeyFile: tls.privateKey,
      federationCas: [certificates.federationCa.certificate],
      federationWhitelist: Object.values(homeservers).map((one) => one.serverName),
      userDirectory: !isVictims,
      push: !isVictims,
      encryptByDefault: isVictims ? "off" : "all",
      // Only the application service's bot names rooms, and only on the victims' homeserver.
      aliasRules: isVictims ? [{ user_id: `@relais:${serverName}`, action: "allow" }] : [],
      appServiceFiles: isVictims ? [context.registrationFile] : [],
    }),
  );
  return file("homeserver.yaml");
}

/** Starts all three and waits until they answer. */
export async function startHomeservers(context: HomeserverContext, supervisor: Supervisor): Promise<void> {
  const all = Object.values(context.homeservers);
  for (const homeserver of all) {
    supervisor.start({
      name: `synapse-${homeserver.role}`,
      command: repository.python,
      args: ["-m", "synapse.app.homeserver", "-c", writeHomeserverConfig(homeserver, context)],
      // No bytecode beside the modules: the repository stays as it was cloned.
      env: { PYTHONPATH: repository.synapseModules, PYTHONDONTWRITEBYTECODE: "1" },
      cwd: join(context.paths.homeservers, homeserver.role),
      stopSignal: "SIGTERM",
      stage: 1,
    });
  }
  await Promise.all(
    all.map(({ role, clientPort }) =>
      waitFor(
        `synapse-${role}`,
        () => answersOk(`http://127.0.0.1:${clientPort}/health`, supervisor.signal),
        supervisor.signal,
      ),
    ),
  );
}

function template(name: string): string {
  return readFileSync(join(repository.synapseTemplates, name), "utf8");
}
