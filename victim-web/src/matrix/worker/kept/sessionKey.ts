/**
 * Whether the key of a Megolm session is the one that its name says. A session's ID is the Ed25519 key that signs what is said in it; in a key
 * backup the two are apart, and a key of somebody's own could lie there under the name of an officer's.
 */

/**
 * The session export format (Megolm specification, "Session export"): version 0x01, the index (4 bytes), the ratchet (128), the public key (32).
 * @param sessionKey in base64
 */
export function isNamedRightly(sessionId: string, sessionKey: string): boolean {
  let bytes: string;
  try {
    bytes = atob(sessionKey);
  } catch {
    return false;
  }
  const isExport = bytes.length === 165 && bytes.charCodeAt(0) === 1;
  return isExport && btoa(bytes.slice(-32)).replaceAll("=", "") === sessionId;
}
