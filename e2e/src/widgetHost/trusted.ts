/** What Element's configuration lets our widgets do without asking the officer. */
import { readFileSync } from "node:fs";

interface Trust {
  readonly "io.element.element-web-modules.widget-lifecycle": {
    readonly widget_permissions: Record<string, { readonly capabilities_approved: readonly string[] }>;
  };
}

/** As the module for Element reads it: an asterisk at the end stands for any rest. */
export function isTrusted(capability: string): boolean {
  return trusted().some((one) => (one.endsWith("*") ? capability.startsWith(one.slice(0, -1)) : capability === one));
}

function trusted(): readonly string[] {
  const config = readFileSync(new URL("../../../element-config/config.json", import.meta.url), "utf8");
  const { widget_permissions: permissions } = (JSON.parse(config) as Trust)[
    "io.element.element-web-modules.widget-lifecycle"
  ];
  return Object.values(permissions).flatMap((one) => one.capabilities_approved);
}
