/** The application service's registration: the same file for the victims' Synapse and for the application service. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writePrivate } from "./files.ts";
import { repository, type StatePaths } from "./layout.ts";
import type { Ports } from "./ports.ts";
import type { Secrets } from "./secrets.ts";
import { render } from "./template.ts";

/** Returns its path. */
export function writeRegistration(paths: StatePaths, ports: Ports, serverName: string, secrets: Secrets): string {
  mkdirSync(paths.appservice, { recursive: true, mode: 0o700 });
  const file = join(paths.appservice, "registration.yaml");
  const template = readFileSync(join(repository.synapseTemplates, "appservice-registration.yaml"), "utf8");
  const server = serverName.replaceAll(".", "\\.");
  writePrivate(
    file,
    render(template, {
      url: `http://127.0.0.1:${ports.appservice}`,
      asToken: secrets.asToken,
      hsToken: secrets.hsToken,
      usersRegex: `@victim-.*:${server}`,
      conversationAliasesRegex: `#conversation-.*:${server}`,
      permanenceAliasesRegex: `#permanence-.*:${server}`,
    }),
  );
  return file;
}
