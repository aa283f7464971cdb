/** The three homeservers, and what is public about each. */
import type { Corps } from "@abri/contract";
import type { Ports } from "./ports.ts";

export const ROLES = ["victims", "police", "gendarmerie"] as const;
export type Role = (typeof ROLES)[number];

export interface Homeserver {
  readonly role: Role;
  /** `null`: no officer has an account there. */
  readonly corps: Corps | null;
  readonly serverName: string;
  readonly clientPort: number;
  readonly federationPort: number;
  /** Without a trailing slash. */
  readonly client: string;
  readonly federation: string;
  readonly database: string;
}

function homeserver(role: Role, clientPort: number, federationPort: number): Homeserver {
  return {
    role,
    corps: role === "victims" ? null : role,
    serverName: `localhost:${federationPort}`,
    clientPort,
    federationPort,
    client: `http://localhost:${clientPort}`,
    federation: `https://localhost:${federationPort}`,
    database: `synapse_${role}`,
  };
}

export type Homeservers = Readonly<Record<Role, Homeserver>>;

export function homeserversAt(ports: Ports): Homeservers {
  return {
    victims: homeserver("victims", ports.victimsClient, ports.victimsFederation),
    police: homeserver("police", ports.policeClient, ports.policeFederation),
    gendarmerie: homeserver("gendarmerie", ports.gendarmerieClient, ports.gendarmerieFederation),
  };
}
