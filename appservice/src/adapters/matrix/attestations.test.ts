import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { UserId } from "@abri/contract";
import { afterAll, describe, expect, it } from "vitest";
import { X509Attestations } from "./attestations.ts";
import { MatrixClient } from "./client.ts";

/** Made by `openssl req -x509`; its subject key ID by `openssl x509 -ext subjectKeyIdentifier`. */
const CA = `
-----BEGIN CERTIFICATE-----
MIIBdjCCARugAwIBAgIUG16Q39PkQ4NyqWjUXZml6Lju3PwwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEVGVzdDAgFw0yNjExMjQxNjAwMzNaGA8yMTI2MTAzMTE2MDAz
M1owDzENMAsGA1UEAwwEVGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFnc
jmD0ukW2YV4l0ZrGUOo/EE8gLGIEv3VlKH+hBitzhBOiyBuzTUyCqlN73VzE5bVv
9PWgO+C0beD5NkcfewijUzBRMB0GA1UdDgQWBBQ181fP0Sm0uikA8l9hAwv0d9Oz
njAfBgNVHSMEGDAWgBQ181fP0Sm0uikA8l9hAwv0d9OznjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0kAMEYCIQDg45TqLcVJwk2/qGjxYBkgp4bl/hpS5iP1
3OcMr1SfCwIhANrr7UxxQ3TQni6EmYdUW0N4+XvmD5WufNpNta2xsXX3
-----END CERTIFICATE-----
`;
const KEY_ID = "NfNXz9EptLopAPJfYQML9HfTs54";

const name = (localpart: string): UserId => `@${localpart}:p.example` as UserId;
const signedBy = (user: UserId, keyIds: Record<string, string>): object => ({ signatures: { [user]: keyIds } });
const away = "@claire:g.example" as UserId;

const server = createServer((_request, response) =>
  response.end(
    JSON.stringify({
      master_keys: {
        [name("amina")]: signedBy(name("amina"), { "ed25519:x": "…", [`io.element.x509:${KEY_ID}`]: "…" }),
        [name("other-ca")]: signedBy(name("other-ca"), { "io.element.x509:AAAA": "…" }),
        [name("unsigned")]: {},
        [name("malformed")]: { signatures: 7 },
        // A signature in somebody else's name.
        [name("foreign")]: signedBy(name("amina"), { [`io.element.x509:${KEY_ID}`]: "…" }),
      },
      failures: { "g.example": {} },
    }),
  ),
).listen(0, "127.0.0.1");
afterAll(() => server.close());

describe("attestations", () => {
  it("are those of our CA on the officer's own key; who does not answer is missing", async () => {
    const client = new MatrixClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "token");
    const asked = [...["amina", "other-ca", "unsigned", "malformed", "foreign", "unknown"].map(name), away];
    expect(Object.fromEntries(await new X509Attestations(client, `${CA}\n${CA}`).of(asked))).toEqual({
      [name("amina")]: true,
      [name("other-ca")]: false,
      [name("unsigned")]: false,
      [name("malformed")]: false,
      [name("foreign")]: false,
      [name("unknown")]: false,
    });
  });

  it("need a CA", () => {
    expect(() => new X509Attestations(new MatrixClient("http://x", "t"), "no certificate")).toThrow("no certificate");
  });
});
