import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadOrMakeCertificates } from "./certificates.ts";
import { type HomeserverContext, writeHomeserverConfig } from "./homeservers.ts";
import { statePaths } from "./layout.ts";
import { portsFrom } from "./ports.ts";
import { homeserversAt, ROLES } from "./roles.ts";
import { loadOrMakeSecrets } from "./secrets.ts";

describe("the configuration of the homeservers", () => {
  let home: string;
  let context: HomeserverContext;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "abri-unit-"));
    const paths = statePaths(home);
    const ports = portsFrom(20_080);
    const homeservers = homeserversAt(ports);
    const secrets = loadOrMakeSecrets(paths.secrets);
    const registrationFile = join(paths.appservice, "registration.yaml");
    const certificates = await loadOrMakeCertificates(paths.certificates);
    context = { paths, ports, homeservers, secrets, certificates, registrationFile };
  });

  afterAll(() => rmSync(home, { recursive: true }));

  const written = (role: (typeof ROLES)[number]): Record<string, unknown> =>
    parse(readFileSync(writeHomeserverConfig(context.homeservers[role], context), "utf8")) as Record<string, unknown>;

  it.each(ROLES)("%s federates with the three of this system only, by our CA", (role) => {
    expect(written(role)).toMatchObject({
      server_name: context.homeservers[role].serverName,
      federation_domain_whitelist: ["localhost:20091", "localhost:20101", "localhost:20111"],
      federation_custom_ca_list: [context.certificates.federationCa.certificate],
      trusted_key_servers: [],
      enable_registration: false,
    });
  });

  it.each(ROLES)("%s listens on loopback only", (role) => {
    const { listeners } = written(role) as { listeners: { bind_addresses: string[] }[] };
    expect(listeners.map((listener) => listener.bind_addresses)).toEqual([["127.0.0.1"], ["127.0.0.1"]]);
  });

  it("tells the application service to the victims' homeserver only", () => {
    expect(written("victims")["app_service_config_files"]).toEqual([context.registrationFile]);
    expect(written("police")["app_service_config_files"]).toEqual([]);
    expect(written("gendarmerie")["app_service_config_files"]).toEqual([]);
  });

  it("keeps its secrets from other accounts, and the same ones at the next start", () => {
    const before = readFileSync(context.paths.secrets, "utf8");
    expect(loadOrMakeSecrets(context.paths.secrets)).toEqual(context.secrets);
    expect(readFileSync(context.paths.secrets, "utf8")).toBe(before);
    const secret = [context.paths.secrets, writeHomeserverConfig(context.homeservers.victims, context)];
    for (const file of secret) expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
