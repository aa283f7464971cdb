/** What a person wants to know when the system runs: addresses, and who can answer. */
import type { Endpoints } from "./endpoints.ts";

export function addressTable(endpoints: Endpoints): string {
  const addresses: [string, string][] = [
    ["Victim page", endpoints.victimWeb],
    ["Officers' widgets", endpoints.officerWeb],
    ["Element", endpoints.element ?? "set ELEMENT_WEB_DIR to an unpacked Element Web release"],
    ...endpoints.homeservers.map(({ role, client }): [string, string] => [`Homeserver ${role}`, client]),
    ["Metrics", endpoints.metrics],
  ];
  const officers = endpoints.officers.map(({ userId, password }): [string, string] => [userId, password]);
  return ["Addresses", ...rows(addresses), "Demonstration officers and their passwords", ...rows(officers)].join("\n");
}

function rows(pairs: readonly [string, string][]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}
