/** `$ABRI_HOME/endpoints.json`: written when everything answers, removed on stop. All that anybody needs to drive the system. */
import { Corps } from "@abri/contract";
import { z } from "zod";
import { readJson } from "./files.ts";
import { ROLES } from "./roles.ts";
import { StartError } from "./startError.ts";

export const Endpoints = z.strictObject({
  victimWeb: z.url(),
  officerWeb: z.url(),
  element: z.url().nullable(),
  metrics: z.url(),
  /** A superuser, loopback only. */
  postgres: z.string().startsWith("postgres://"),
  /** Path of the organisation's CA, PEM. */
  caCertificate: z.string(),
  homeservers: z.array(
    z.strictObject({
      role: z.enum(ROLES),
      serverName: z.string(),
      client: z.url(),
      federation: z.url(),
      admin: z.strictObject({ userId: z.string(), password: z.string() }),
    }),
  ),
  permanences: z.array(z.strictObject({ corps: Corps, roomId: z.string().startsWith("!") })),
  officers: z.array(
    z.strictObject({
      userId: z.string(),
      password: z.string(),
      homeserver: z.url(),
      corps: Corps,
      attested: z.boolean(),
      /** Opens the secret storage, so that a fresh Element can verify itself. */
      recoveryKey: z.string(),
    }),
  ),
  processes: z.array(z.strictObject({ name: z.string(), pid: z.int().positive(), log: z.string() })),
});
export type Endpoints = z.infer<typeof Endpoints>;

/** @throws StartError when the file is not there (the system does not run) or is damaged. */
export function readEndpoints(file: string): Endpoints {
  const endpoints = readJson(file, Endpoints);
  if (endpoints === null)
    throw new StartError(`${file} is not there: \`npm start\` writes it when everything answers.`);
  return endpoints;
}
