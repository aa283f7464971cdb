/** What the first start has learned from the homeservers, for the next ones: `accounts.json`, mode 0600. */
import { Corps } from "@abri/contract";
import { z } from "zod";
import { readJson, writeJson } from "./files.ts";
import { registerUser } from "./matrix.ts";
import { ROLES, type Homeservers } from "./roles.ts";
import type { Secrets } from "./secrets.ts";

export const OfficerAccount = z.strictObject({
  userId: z.string(),
  password: z.string(),
  homeserver: z.string(),
  corps: Corps,
  attested: z.boolean(),
  recoveryKey: z.string(),
});
export type OfficerAccount = z.infer<typeof OfficerAccount>;

const AdminTokens = z.strictObject({ victims: z.string(), police: z.string(), gendarmerie: z.string() });
const Accounts = z.strictObject({ adminTokens: AdminTokens, officers: z.array(OfficerAccount) });
export type Accounts = z.infer<typeof Accounts>;

/** Registers `@admin` on each homeserver at the first start. */
export async function loadOrMakeAccounts(
  file: string,
  homeservers: Homeservers,
  secrets: Secrets,
  signal: AbortSignal,
): Promise<Accounts> {
  const known = readJson(file, Accounts);
  if (known !== null) return known;
  const tokens = await Promise.all(
    ROLES.map(async (role) => {
      const { registrationSharedSecret, adminPassword } = secrets.homeservers[role];
      const admin = { username: "admin", password: adminPassword, admin: true };
      return [role, await registerUser(homeservers[role].client, registrationSharedSecret, admin, signal)] as const;
    }),
  );
  const accounts: Accounts = { adminTokens: AdminTokens.parse(Object.fromEntries(tokens)), officers: [] };
  writeJson(file, accounts);
  return accounts;
}

export function saveOfficers(file: string, accounts: Accounts, officers: OfficerAccount[]): Accounts {
  const next = { ...accounts, officers };
  writeJson(file, next);
  return next;
}
