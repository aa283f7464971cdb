/** The few Matrix and Synapse admin requests that setting up needs. */
import { createHmac } from "node:crypto";
import { z } from "zod";

export class MatrixError extends Error {
  override readonly name = "MatrixError";
  readonly errcode: string;
  readonly status: number;
  constructor(status: number, errcode: string, what: string) {
    super(`${what} answered ${status} ${errcode}`);
    this.status = status;
    this.errcode = errcode;
  }
}

interface RequestOptions {
  readonly method?: "GET" | "POST" | "PUT";
  readonly token?: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

const ErrorBody = z.object({ errcode: z.string() });

/** @throws MatrixError for any answer that is not 2xx. */
export async function request<T>(url: string, schema: z.ZodType<T>, options: RequestOptions): Promise<T> {
  const method = options.method ?? "GET";
  const response = await fetch(url, {
    method,
    signal: options.signal,
    headers: options.token === undefined ? {} : { authorization: `Bearer ${options.token}` },
    ...(method === "GET" ? {} : { body: JSON.stringify(options.body ?? {}) }),
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const error = ErrorBody.safeParse(body);
    const what = `${method} ${new URL(url).pathname}`;
    throw new MatrixError(response.status, error.success ? error.data.errcode : "without an error code", what);
  }
  return schema.parse(body);
}

const Nonce = z.object({ nonce: z.string() });
const Registered = z.object({ user_id: z.string(), access_token: z.string().optional() });

export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly admin: boolean;
}

/** Synapse's "Shared-Secret Registration". Returns an access token for an administrator, else `null`: no device is made. */
export async function registerUser(
  client: string,
  sharedSecret: string,
  user: NewUser,
  signal: AbortSignal,
): Promise<string | null> {
  const url = `${client}/_synapse/admin/v1/register`;
  const { nonce } = await request(url, Nonce, { signal });
  const mac = createHmac("sha1", sharedSecret)
    .update([nonce, user.username, user.password, user.admin ? "admin" : "notadmin"].join("\0"))
    .digest("hex");
  const body = { ...user, nonce, mac, inhibit_login: !user.admin };
  const registered = await request(url, Registered, { method: "POST", body, signal });
  return registered.access_token ?? null;
}
