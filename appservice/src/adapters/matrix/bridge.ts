/** matrix-appservice-bridge: reads the registration, answers Synapse's queries (nobody and nothing is made on demand), and its health. */
import { chmod, readFile, rename } from "node:fs/promises";
import { UserId } from "@abri/contract";
import type { Express } from "express";
import { load } from "js-yaml";
import { AppService, AppServiceRegistration, Bridge, Logger } from "matrix-appservice-bridge";
import { z } from "zod";
import { Anything, MatrixClient, path, unlessRefused } from "./client.ts";

export interface Registered {
  readonly hsToken: string;
  readonly client: MatrixClient;
  readonly bot: UserId;
  /** The bridge's own application: it stands behind ours, and has no port of its own. */
  readonly app: Express;
  /** Asks Synapse to push now what it has kept while we were away, instead of backing off. */
  ping(): Promise<void>;
}

/** The rest of it is Synapse's to check. */
const Namespace = z.array(z.object({ regex: z.string(), exclusive: z.boolean() })).default([]);
const RegistrationFile = z.object({
  id: z.string(),
  url: z.string().nullable(),
  as_token: z.string().min(1),
  hs_token: z.string().min(1),
  sender_localpart: z.string().min(1),
  rate_limited: z.boolean().default(false),
  namespaces: z.object({ users: Namespace, aliases: Namespace, rooms: Namespace }).prefault({}),
});

/** The bridge opens a port itself; ours is opened by `main.ts`, with our own transactions before it. */
class PortlessAppService extends AppService {
  override async listen(): Promise<void> {
    // nothing: see above
  }
}

/** @throws when the homeserver does not answer, or does not know this registration. */
export async function register(
  registrationFile: string,
  homeserverUrl: string,
  serverName: string,
): Promise<Registered> {
  // Its lines carry paths with user IDs.
  Logger.configure({ console: "off" });
  const registration = AppServiceRegistration.fromObject(
    RegistrationFile.parse(load(await readFile(registrationFile, "utf8"))),
  );
  const bridge = new Bridge({
    registration,
    homeserverUrl,
    domain: serverName,
    disableStores: true,
    controller: { onEvent: () => undefined, onLog: () => undefined },
  });
  await bridge.initialise();
  const hsToken = registration.getHomeserverToken() ?? missing();
  const localpart = registration.getSenderLocalpart() ?? missing();
  const id = registration.getId() ?? missing();
  const appservice = new PortlessAppService({ homeserverToken: hsToken });
  await bridge.listen(0, "127.0.0.1", 0, appservice);

  const client = new MatrixClient(homeserverUrl, registration.getAppServiceToken() ?? missing());
  await unlessRefused(
    client.call({
      method: "POST",
      path: path`/_matrix/client/v3/register`,
      body: { type: "m.login.application_service", username: localpart, inhibit_login: true },
      answer: Anything,
    }),
    ["M_USER_IN_USE"],
    undefined,
  );
  return {
    hsToken,
    client,
    bot: UserId.parse(`@${localpart}:${serverName}`),
    // The bridge is made with express 4; what matters of it is that it handles requests.
    app: appservice.expressApp as unknown as Express,
    ping: async () => {
      await client.call({
        method: "POST",
        path: path`/_matrix/client/v1/appservice/${id}/ping`,
        body: {},
        answer: Anything,
      });
    },
  };
}

function missing(): never {
  throw new Error("the registration file lacks an ID, a token or the sender's localpart");
}

/** Writes the registration, readable by its owner only. The tokens are new, or those of the file that it replaces. */
export async function generateRegistration(url: string, serverName: string, out: string): Promise<void> {
  const text = await readFile(out, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
  const before = text === null ? null : RegistrationFile.parse(load(text));
  const server = serverName.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const registration = new AppServiceRegistration(url);
  registration.setId("abri");
  registration.setHomeserverToken(before?.hs_token ?? AppServiceRegistration.generateToken());
  registration.setAppServiceToken(before?.as_token ?? AppServiceRegistration.generateToken());
  registration.setSenderLocalpart("relais");
  registration.setRateLimited(false);
  registration.addRegexPattern("users", `@victim-.*:${server}`, true);
  registration.addRegexPattern("aliases", `#conversation-.*:${server}`, true);
  registration.addRegexPattern("aliases", `#permanence-.*:${server}`, true);
  process.umask(0o077);
  // Whole or not at all.
  registration.outputAsYaml(`${out}.new`);
  await chmod(`${out}.new`, 0o600);
  await rename(`${out}.new`, out);
}
