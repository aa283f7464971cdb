/** Where things are: in the repository, and in the state directory (`ABRI_HOME`). */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repositoryRoot = fileURLToPath(new URL("../../", import.meta.url));

export const repository = {
  root: repositoryRoot,
  python: join(repositoryRoot, ".venv/bin/python"),
  synapseTemplates: join(repositoryRoot, "synapse"),
  synapseModules: join(repositoryRoot, "synapse/modules"),
  victimWebRoot: join(repositoryRoot, "victim-web/dist"),
  widgetRoot: join(repositoryRoot, "element-config/widget/dist"),
  content: join(repositoryRoot, "victim-web/content"),
  library: join(repositoryRoot, "element-config/library"),
  appserviceMain: join(repositoryRoot, "appservice/src/main.ts"),
  elementConfig: join(repositoryRoot, "element-config/config.json"),
} as const;

/** Every entry that the launcher makes in the state directory: `--reset` removes these and nothing else. */
const ENTRIES = {
  marker: "abri-state.json",
  secrets: "secrets.json",
  accounts: "accounts.json",
  running: "running.json",
  endpoints: "endpoints.json",
  certificates: "certificates",
  postgres: "postgres",
  homeservers: "homeservers",
  appservice: "appservice",
  logs: "logs",
} as const;

export const STATE_ENTRIES: readonly string[] = Object.values(ENTRIES);

export type StatePaths = Readonly<Record<keyof typeof ENTRIES, string>> & { readonly home: string };

export function statePaths(home: string): StatePaths {
  const paths = Object.entries(ENTRIES).map(([name, entry]) => [name, join(home, entry)]);
  return { home, ...(Object.fromEntries(paths) as Record<keyof typeof ENTRIES, string>) };
}
