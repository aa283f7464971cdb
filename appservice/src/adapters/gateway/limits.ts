/** How large and how slow a request may be. */
import type { BodyLimits } from "./requestBody.ts";

export interface GatewayLimits {
  /** Of a JSON body; a Matrix event has at most 65 536 bytes. */
  readonly json: BodyLimits;
  /** The request line and headers must be here by then, in milliseconds. */
  readonly headersTimeoutMs: number;
  /** The whole request, a file on a slow phone included. */
  readonly requestTimeoutMs: number;
  /** How often Node looks for requests that are over these times. */
  readonly checkEveryMs: number;
}

export const GATEWAY_LIMITS: GatewayLimits = {
  json: { maxBytes: 64 * 1024, timeoutMs: 15_000 },
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 300_000,
  checkEveryMs: 2_000,
};
