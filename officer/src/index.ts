export * from "./attestation/index.ts";
export { MatrixApiError } from "./matrixApi.ts";
export type { Invitation, OfficerMessage } from "./conversations.ts";
export { OfficerClient } from "./officerClient.ts";
export { openOfficer, type OpenOfficerOptions } from "./openOfficer.ts";
export { prepareOfficer, type PrepareOptions } from "./prepareOfficer.ts";
export { TimeoutError } from "./waiting.ts";
