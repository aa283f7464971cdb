/** The headers of every answer, also of an error and of a file, and those of a document only. There is no cookie, no CORS and no server name anywhere. */

const CONTENT_SECURITY_POLICY = {
  "default-src": "'none'",
  // The Rust crypto is WebAssembly; nothing else may make code from data.
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  "img-src": "'self' blob: data:",
  "connect-src": "'self'",
  "font-src": "'self'",
  "worker-src": "'self'",
  "form-action": "'none'",
  "base-uri": "'none'",
  "frame-ancestors": "'none'",
};

/**
 * Every feature that asks or tells something of the device, by the names that Chromium knows: closed, also to ourselves. But for the place: the
 * page asks for it when the person has pressed « Partager ma position », and the browser asks them again.
 */
const CLOSED_FEATURES = [
  "accelerometer",
  "autoplay",
  "camera",
  "clipboard-read",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "gamepad",
  "gyroscope",
  "hid",
  "idle-detection",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "picture-in-picture",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "storage-access",
  "usb",
  "xr-spatial-tracking",
];

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": Object.entries(CONTENT_SECURITY_POLICY)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; "),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  // For browsers too old to know frame-ancestors.
  "X-Frame-Options": "DENY",
};

/** Only a document has features to close. With each file and each answer of a conversation it would be 8 kB of what a telephone has to load. */
const DOCUMENT_HEADERS = {
  "Permissions-Policy": [...CLOSED_FEATURES.map((feature) => `${feature}=()`), "geolocation=(self)"].join(", "),
};

/** @param headers what else the answer has */
export function withSecurity(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const isDocument = headers["Content-Type"]?.startsWith("text/html") === true;
  return { ...SECURITY_HEADERS, ...(isDocument ? DOCUMENT_HEADERS : {}), ...headers };
}

/**
 * Sent with the answer to a close. The page has wiped and left before this answer arrives, and waits for nothing, so it cannot slow the
 * exit; it removes what the browser itself kept (the page's files in its cache).
 */
export const CLEAR_SITE_DATA = { "Clear-Site-Data": '"cache", "cookies", "storage"' };
