/**
 * The operations room's webhook, signed as Standard Webhooks 1.0 has it (standardwebhooks.com): `webhook-id`, the same for each attempt;
 * `webhook-timestamp`, Unix seconds; `webhook-signature`, `v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`.
 */
import { createHmac } from "node:crypto";
import type { Clock } from "../../ports/clock.ts";
import type { PatrolOrder } from "../../ports/jobs.ts";
import type { OperationsRoom } from "../../ports/operationsRoom.ts";

const PATIENCE_MS = 10_000;

export class Webhook implements OperationsRoom {
  readonly #url: string;
  readonly #secret: Buffer;
  readonly #clock: Clock;

  /** `secret`: 32 bytes that the operations room has too. */
  constructor(url: string, secret: Buffer, clock: Clock) {
    this.#url = url;
    this.#secret = secret;
    this.#clock = clock;
  }

  async tell(id: string, { at, ...data }: PatrolOrder): Promise<void> {
    const body = JSON.stringify({ type: "patrol.ordered", timestamp: new Date(at).toISOString(), data });
    const timestamp = String(Math.floor(this.#clock.now() / 1_000));
    const signature = createHmac("sha256", this.#secret).update(`${id}.${timestamp}.${body}`).digest("base64");
    const response = await fetch(this.#url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
      },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the operations room answered ${response.status}`);
  }
}
