/** The headers of every answer of the officers' origin: shown in the officers' Element and nowhere else, talking to itself and nobody else. */
export function headersOf(elementOrigins: readonly string[]): Readonly<Record<string, string>> {
  const frames = elementOrigins.length === 0 ? "'none'" : elementOrigins.join(" ");
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "form-action 'none'",
      "base-uri 'none'",
      `frame-ancestors ${frames}`,
    ].join("; "),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
  };
}
