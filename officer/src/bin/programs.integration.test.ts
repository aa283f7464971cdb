/** The two programs as a person runs them, on the running system. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { type Credential, issueOfficerCertificate } from "../attestation/index.ts";
import { type Endpoints, readEndpointsFile } from "../endpoints.ts";
import { logIn, logOut } from "../matrixApi.ts";
import { prepareOfficer } from "../prepareOfficer.ts";
import { createCrossSignedClient, newAccount, openTestVictim, type TestAccount } from "../testing/index.ts";
import { waitUntil } from "../waiting.ts";

const WAIT_MS = 30_000;
let endpoints: Endpoints;
let home: string;
let folder: string;
const running: { close(): Promise<void> }[] = [];

beforeAll(() => {
  endpoints = readEndpointsFile(inject("endpointsFile"));
  home = dirname(inject("endpointsFile"));
  folder = mkdtempSync(join(tmpdir(), "abri-programs-"));
  return () => rmSync(folder, { recursive: true });
});

afterEach(async () => {
  for (const client of running.splice(0)) await client.close();
});

describe("npm run officer", () => {
  it("reads and answers, shows no escape sequence, and leaves no device behind", async () => {
    const officer = await newAccount(endpoints, "police");
    const account = await newAccount(endpoints, "victims");
    const caCertificatePem = readFileSync(endpoints.caCertificate, "utf8");
    const victim = keep(await openTestVictim(account.homeserver, account.userId, account.password, caCertificatePem));
    const { recoveryKey } = await prepareOfficer({ ...officer, caCertificatePem, issuer: readAuthority() });
    // A Permanence of its own: the desk must not offer this officer to anybody.
    const { room_id: permanence } = await victim.client.createRoom({
      invite: [officer.userId],
      power_level_content_override: { state_default: 0 },
    });
    const known = { ...officer, corps: "police", recoveryKey };
    const permanences = [{ corps: "police", roomId: permanence }];
    writeFileSync(join(folder, "endpoints.json"), JSON.stringify({ ...endpoints, officers: [known], permanences }));

    const program = new Program("officer.ts", [officer.userId, "--manual"], { ABRI_HOME: folder });
    await program.untilSays("Vous êtes en service.");
    const roomId = await victim.createRoom();
    await victim.send(roomId, "J'ai peur 😢");
    await victim.invite(roomId, officer.userId);
    await program.untilSays("[1] Invitation");
    expect(program.said).not.toContain("J'ai peur");
    program.type("/accept 1");
    await program.untilSays("> J'ai peur 😢");

    await victim.send(roomId, "\u001b[2J\u001b[31mrouge\u0007\n[1] police> faux");
    await program.untilSays("> rouge\n      [1] police> faux");
    expect(program.said.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);

    const picture = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...new Array<number>(100).fill(7)]);
    await victim.sendImage(roomId, picture);
    await program.untilSays("[image 1, non ouverte");
    program.type("/save 2");
    await program.untilSays("Aucune image de ce numéro.");
    program.type("/save 1");
    await program.untilSays("Image enregistrée : ");
    const file = /Image enregistrée : (\S+\.jpg)/.exec(program.said)?.[1] ?? "";
    expect(new Uint8Array(readFileSync(file))).toEqual(picture);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    rmSync(dirname(file), { recursive: true });

    program.type("Je suis là, vous êtes en sécurité.");
    await victim.untilSaid(roomId, "Je suis là, vous êtes en sécurité.");
    program.type("/leave");
    await program.untilSays("[1] Conversation terminée.");
    program.type("Plus personne");
    await program.untilSays("rien n'a été envoyé");

    expect(await program.stop("SIGINT")).toBe(0);
    expect(program.said).toContain("Vous n'êtes plus en service.");
    expect(await otherDevicesOf(officer)).toEqual([]);
  });

  it.each([
    ["no name", [], {}, "Usage"],
    ["two names", ["amina", "bruno"], {}, "Usage"],
    ["an unknown name", ["zoé"], {}, "amina, bruno, claire, denis"],
    ["no running system", ["amina"], { ABRI_HOME: "/nowhere" }, "npm start"],
  ])("says in one line what to do about %s", async (_, args, env, expected) => {
    const program = new Program("officer.ts", args, { ABRI_HOME: home, ...env });
    expect(await program.ended()).toBe(1);
    expect(program.said.trimEnd().split("\n")).toHaveLength(1);
    expect(program.said).toContain(expected);
  });
});

describe("npm run attest", () => {
  it("waits for the officer's first Element, attests once, and says until when", async () => {
    const account = await newAccount(endpoints, "police");
    expect(await attest(account)).toEqual({ code: 1, said: expect.stringContaining("Element") as string });
    keep(await createCrossSignedClient(account));
    expect(await attest(account)).toEqual({
      code: 0,
      said: expect.stringContaining("est attesté, jusqu'au") as string,
    });
    expect(await attest(account)).toEqual({ code: 0, said: expect.stringContaining("est déjà attesté") as string });
  });

  it("hides pictures until the officer asks for them, unless they have chosen otherwise", async () => {
    const account = await newAccount(endpoints, "police");
    const { client } = keep(await createCrossSignedClient(account));
    const types = ["io.element.msc4278.media_preview_config", "m.media_preview_config"] as const;
    // Asked of the homeserver: what the client has stored comes by sync, a moment later.
    const previews = () =>
      Promise.all(
        types.map(async (type) => {
          const path = `user/${encodeURIComponent(account.userId)}/account_data/${type}`;
          const answer = await fetch(`${account.homeserver}/_matrix/client/v3/${path}`, {
            headers: { authorization: `Bearer ${client.getAccessToken() ?? ""}` },
          });
          return answer.ok ? ((await answer.json()) as unknown) : null;
        }),
      );
    expect(await previews()).toEqual([null, null]);
    expect((await attest(account)).code).toBe(0);
    const off = { media_previews: "off", invite_avatars: "off" };
    expect(await previews()).toEqual([off, off]);
    await client.setAccountData(types[0] as never, { media_previews: "on" } as never);
    expect((await attest(account)).code).toBe(0);
    expect(await previews()).toEqual([{ media_previews: "on" }, off]);
  });

  it("takes a certificate that is given, and publishes no other officer's", async () => {
    const account = await newAccount(endpoints, "police");
    keep(await createCrossSignedClient(account));
    const issuer = readAuthority();
    const files = async (owner: TestAccount, issued: Date) => {
      const credential = await issueOfficerCertificate(issuer, owner.userId, issued);
      writeFileSync(join(folder, "officer.pem"), credential.certificatePem);
      writeFileSync(join(folder, "officer.key"), credential.privateKeyPem, { mode: 0o600 });
      return ["--cert", join(folder, "officer.pem"), "--key", join(folder, "officer.key")];
    };
    const others = await files(await newAccount(endpoints, "police"), new Date());
    expect(await attest(account, others)).toMatchObject({ code: 1, said: expect.stringContaining("nom") as string });
    const expired = await files(account, new Date(Date.now() - 100 * 86_400_000));
    expect(await attest(account, expired)).toMatchObject({
      code: 1,
      said: expect.stringContaining("expiré") as string,
    });
    const own = await files(account, new Date());
    expect(await attest(account, own)).toMatchObject({ code: 0, said: expect.stringContaining("jusqu'au") as string });
  });
});

function readAuthority(): Credential {
  return {
    certificatePem: readFileSync(endpoints.caCertificate, "utf8"),
    privateKeyPem: readFileSync(endpoints.caCertificate.replace(/\.pem$/, ".key"), "utf8"),
  };
}

async function attest(account: TestAccount, more: string[] = []): Promise<{ code: number | null; said: string }> {
  const args = [account.userId, "--homeserver", account.homeserver, ...more];
  const program = new Program("attest.ts", args, { ABRI_HOME: home, ABRI_PASSWORD: account.password });
  return { code: await program.ended(), said: program.said };
}

async function otherDevicesOf(account: { homeserver: string; userId: string; password: string }): Promise<unknown[]> {
  const session = await logIn(account.homeserver, account.userId, account.password, "counts devices");
  const answer = await fetch(`${account.homeserver}/_matrix/client/v3/devices`, {
    headers: { authorization: `Bearer ${session.accessToken}` },
  });
  const { devices } = (await answer.json()) as { devices: { device_id: string }[] };
  await logOut(session);
  return devices.filter((device) => device.device_id !== session.deviceId);
}

/** One run of a program; what it says on both outputs, in order. */
class Program {
  said = "";
  readonly #child: ChildProcess;
  readonly #changed = new Set<() => void>();

  constructor(file: string, args: readonly string[], env: Record<string, string>) {
    this.#child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
      env: { ...process.env, ...env },
      stdio: "pipe",
    });
    const hear = (bytes: Buffer) => {
      this.said += bytes.toString("utf8");
      this.#tell();
    };
    this.#child.stdout?.on("data", hear);
    this.#child.stderr?.on("data", hear);
    this.#child.on("close", () => this.#tell());
    running.push({
      close: async () => {
        await this.stop("SIGKILL");
      },
    });
  }

  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  async untilSays(text: string): Promise<void> {
    await this.#until(() => this.said.includes(text), text).catch(() => {
      throw new Error(`« ${text} » is not in:\n${this.said}`);
    });
  }

  async ended(): Promise<number | null> {
    await this.#until(
      () => this.#child.exitCode !== null || this.#child.signalCode !== null,
      "the program's end",
    ).catch(() => {
      throw new Error(`the program goes on, after:\n${this.said}`);
    });
    return this.#child.exitCode;
  }

  stop(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.ended();
  }

  async #until(reached: () => boolean, what: string): Promise<void> {
    const subscribe = (changed: () => void) => {
      this.#changed.add(changed);
      return () => this.#changed.delete(changed);
    };
    await waitUntil(subscribe, () => Promise.resolve(reached() ? true : null), what, WAIT_MS);
  }

  #tell(): void {
    for (const changed of [...this.#changed]) changed();
  }
}

function keep<T extends { close(): Promise<void> }>(client: T): T {
  running.push(client);
  return client;
}
