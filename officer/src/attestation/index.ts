export { createAuthority, type Credential, issueOfficerCertificate } from "./authority.ts";
export type { CertificateRefusal } from "./certificate.ts";
export { attestedNames } from "./names.ts";
export { PemError } from "./pem.ts";
export { type AttestationState, readAttestation } from "./read.ts";
export { attest, type AttestationOutcome } from "./upload.ts";
