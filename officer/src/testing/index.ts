export { newAccount, type TestAccount } from "./accounts.ts";
export {
  type Account,
  copyAttestation,
  createCrossSignedClient,
  forgeAttestation,
  publishedAttestation,
  replaceMasterKey,
} from "./attackers.ts";
export { openTestVictim, type TestVictim } from "./victim.ts";
