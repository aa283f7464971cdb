/** Unpadded base64url (RFC 4648, section 5). `Uint8Array.toBase64` does it in browsers that are newer than children's. */
export function base64url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
