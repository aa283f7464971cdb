/** What an officer's programs read of the endpoints file that `npm start` writes (docs/interfaces.md). */
import { readFileSync } from "node:fs";
import { Corps } from "@abri/contract";
import { z } from "zod";

export const Endpoints = z.object({
  caCertificate: z.string(),
  homeservers: z.array(
    z.object({
      role: z.enum(["victims", "police", "gendarmerie"]),
      serverName: z.string(),
      client: z.url(),
      admin: z.object({ userId: z.string(), password: z.string() }),
    }),
  ),
  permanences: z.array(z.object({ corps: Corps, roomId: z.string() })),
  officers: z.array(
    z.object({
      userId: z.string(),
      password: z.string(),
      homeserver: z.url(),
      corps: Corps,
      recoveryKey: z.string(),
    }),
  ),
  processes: z.array(z.object({ name: z.string(), pid: z.int().positive() })),
});
export type Endpoints = z.infer<typeof Endpoints>;

/** @throws when it is not there (the system does not run) or is damaged. */
export function readEndpointsFile(file: string): Endpoints {
  return Endpoints.parse(JSON.parse(readFileSync(file, "utf8")));
}
