/** Who is given a victim's keys, on real homeservers that federate. In every room an attested officer reads what the others must not. */
import { readFileSync } from "node:fs";
import { UserId } from "@abri/contract";
import { afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { createAuthority } from "./attestation/authority.ts";
import { attest, type Credential, issueOfficerCertificate, readAttestation } from "./attestation/index.ts";
import { Endpoints, readEndpointsFile } from "./endpoints.ts";
import { fetchMasterKey, logIn, logOut } from "./matrixApi.ts";
import { type OfficerClient, openOfficer, prepareOfficer } from "./index.ts";
import {
  type Account,
  copyAttestation,
  createCrossSignedClient,
  forgeAttestation,
  newAccount,
  openTestVictim,
  publishedAttestation,
  replaceMasterKey,
  type TestAccount,
  type TestVictim,
} from "./testing/index.ts";
import { waitUntil } from "./waiting.ts";

const DAY_MS = 86_400_000;
const WAIT_MS = 20_000;

let endpoints: Endpoints;
let authority: Credential;
const open: { close(): Promise<void> }[] = [];

beforeAll(() => {
  endpoints = readEndpointsFile(inject("endpointsFile"));
  authority = {
    certificatePem: readFileSync(endpoints.caCertificate, "utf8"),
    privateKeyPem: readFileSync(endpoints.caCertificate.replace(/\.pem$/, ".key"), "utf8"),
  };
});

afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
});

describe("an attested officer", () => {
  it("is verified without any interaction and reads what was said before, during and after the invitation", async () => {
    const { victim, roomId } = await conversation();
    await victim.send(roomId, "avant");
    const officer = await attestedOfficer();
    await victim.invite(roomId, officer.userId);
    expect(await victim.trusts(officer.userId)).toBe(true);
    await victim.send(roomId, "pendant");
    await acceptInvitation(officer, roomId);
    await expectRead(officer, roomId, await victim.send(roomId, "après"), "après");
    const said = (await officer.messages(roomId)).map((message) => (message.kind === "text" ? message.text : message));
    expect(said).toEqual(["avant", "pendant", "après"]);
  });

  it("is known as such on another homeserver, though none of their clients has asked for their own keys", async () => {
    const account = await newAccount(endpoints, "police");
    await prepare(account);
    const { victim, roomId } = await conversation();
    await victim.invite(roomId, account.userId);
    expect(await victim.trusts(account.userId)).toBe(true);
  });

  it("answers, and the victim takes the answer as a verified sender's", async () => {
    const { victim, roomId } = await conversation();
    const officer = await attestedOfficer();
    await victim.invite(roomId, officer.userId);
    await acceptInvitation(officer, roomId);
    const eventId = await officer.send(roomId, "Bonjour, je vous écoute. 👮");
    expect(await victim.read(roomId, eventId)).toEqual({ text: "Bonjour, je vous écoute. 👮", shield: "none" });
  });

  it("is seen by a homeserver that first asks after the attestation was made and the officer's homeserver has restarted", async () => {
    const account = await newAccount(endpoints, "police");
    keep(await createCrossSignedClient(account));
    await attestNow(account);
    await restart("synapse-police", account.homeserver);
    const asker = await newAccount(endpoints, "gendarmerie");
    const session = await logIn(asker.homeserver, asker.userId, asker.password, "asker");
    const masterKey = await fetchMasterKey(session, account.userId);
    await logOut(session);
    const state = masterKey && (await readAttestation(masterKey, account.userId, authority.certificatePem, new Date()));
    expect(state?.kind).toBe("valid");
  });

  it("reads what came before their homeserver had told of the victim's device", { timeout: 180_000 }, async () => {
    const officer = await attestedOfficer();
    const { victim, roomId } = await conversation();
    const queries = holdKeyQueries(officer.client.baseUrl);
    await victim.invite(roomId, officer.userId);
    expect((await officer.waitForInvitation(WAIT_MS)).roomId).toBe(roomId);
    const accepting = officer.accept(roomId);
    const isIn = (): Promise<true | null> => Promise.resolve(officer.membership(roomId) === "join" ? true : null);
    await waitUntil((changed) => officer.onChange(changed), isIn, "the room", WAIT_MS);
    const eventId = await victim.send(roomId, "trop tôt");
    // The control: the key is here, and the message is refused for whom it comes from.
    await officer.waitForMessage(
      roomId,
      (message) =>
        message.eventId === eventId && message.kind === "undecryptable" && message.reason === "UNSIGNED_SENDER_DEVICE",
      WAIT_MS,
    );
    queries.letGo();
    await accepting;
    await expectRead(officer, roomId, eventId, "trop tôt");
  });

  it("can be prepared again after an interrupted start, and then has no device left", async () => {
    const account = await newAccount(endpoints, "police");
    await prepare(account);
    const recoveryKey = await prepare(account);
    const officer = keep(await openOfficer({ ...account, recoveryKey }));
    const { devices } = await officer.client.getDevices();
    expect(devices.map((device) => device.device_id)).toEqual([officer.deviceId]);
  });
});

describe("gets no key", () => {
  it("an extra device of an attested officer that the officer has not signed", async () => {
    const account = await newAccount(endpoints, "police");
    const recoveryKey = await prepare(account);
    const officer = keep(await openOfficer({ ...account, recoveryKey }));
    const extra = keep(await openOfficer(account));
    const { victim, roomId } = await conversation();
    await victim.send(roomId, "avant");
    await victim.invite(roomId, account.userId);
    await acceptInvitation(officer, roomId);
    const eventId = await victim.send(roomId, "secret");
    await expectRead(officer, roomId, eventId, "secret");
    await expectNothing(extra, roomId, eventId);
  });

  it("a member with a sound identity whom nobody has attested", async () => {
    const { victim, roomId, colleague } = await conversationWithOfficer();
    const member = keep(await createCrossSignedClient(await newAccount(endpoints, "police")));
    await victim.invite(roomId, member.userId);
    expect(await victim.trusts(member.userId)).toBe(false);
    await acceptInvitation(member, roomId);
    const eventId = await victim.send(roomId, "secret");
    await expectRead(colleague, roomId, eventId, "secret");
    await expectNothing(member, roomId, eventId);
  });

  it("whoever has replaced an attested officer's master key", async () => {
    const { victim, roomId, colleague } = await conversationWithOfficer();
    const account = await newAccount(endpoints, "police");
    const recoveryKey = await prepare(account);
    const officer = keep(await openOfficer({ ...account, recoveryKey }));
    await victim.invite(roomId, account.userId);
    await acceptInvitation(officer, roomId);
    await expectRead(officer, roomId, await victim.send(roomId, "avant le vol"), "avant le vol");

    const attestation = await publishedAttestation(account, authority.certificatePem);
    const thief = keep(await replaceMasterKey(account));
    await copyAttestation(account, authority.certificatePem, attestation);
    await victim.untilTrusts(account.userId, false);
    const eventId = await victim.send(roomId, "après le vol");
    await expectRead(colleague, roomId, eventId, "après le vol");
    await expectNothing(thief, roomId, eventId);
  });

  const certificates: [string, (userId: UserId) => Promise<Credential>][] = [
    ["whose certificate has expired", (userId) => issueOfficerCertificate(authority, userId, ago(100), 90)],
    [
      "whose certificate comes from another CA",
      async (userId) => issueOfficerCertificate(await createAuthority("Somebody", new Date()), userId, new Date()),
    ],
    [
      "whose certificate comes from another CA of the same name",
      async (userId) => {
        const impostor = await createAuthority("Abri demonstration organisation", new Date());
        return issueOfficerCertificate(impostor, userId, new Date());
      },
    ],
    [
      "who shows another officer's certificate",
      async () => issueOfficerCertificate(authority, (await newAccount(endpoints, "police")).userId, new Date()),
    ],
  ];
  it.each(certificates)("a member %s; and does with a good one", async (_, issue) => {
    const { victim, roomId, colleague } = await conversationWithOfficer();
    const account = await newAccount(endpoints, "police");
    const member = keep(await createCrossSignedClient(account));
    await forgeAttestation(account, authority.certificatePem, await issue(account.userId));
    await victim.invite(roomId, account.userId);
    expect(await victim.trusts(account.userId)).toBe(false);
    await acceptInvitation(member, roomId);
    const eventId = await victim.send(roomId, "secret");
    await expectRead(colleague, roomId, eventId, "secret");
    await expectNothing(member, roomId, eventId);

    await attestNow(account);
    await victim.untilTrusts(account.userId, true);
    await expectRead(member, roomId, await victim.send(roomId, "désormais"), "désormais");
  });
});

/** Keeps what this homeserver answers to who asks for devices, until it is let go. */
function holdKeyQueries(homeserver: string): { letGo: () => void } {
  const through = globalThis.fetch;
  const held = Promise.withResolvers<undefined>();
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation(async (resource, init) => {
    const address = resource instanceof Request ? resource.url : String(resource);
    if (address.startsWith(homeserver) && address.includes("/keys/query")) await held.promise;
    return through(resource, init);
  });
  const letGo = (): void => {
    held.resolve(undefined);
    spy.mockRestore();
  };
  open.push({
    close() {
      letGo();
      return Promise.resolve();
    },
  });
  return { letGo };
}

async function conversation(): Promise<{ victim: TestVictim; roomId: string }> {
  const { homeserver, userId, password } = await newAccount(endpoints, "victims");
  const victim = keep(await openTestVictim(homeserver, userId, password, authority.certificatePem));
  return { victim, roomId: await victim.createRoom() };
}

/** The control of every absence: an attested officer in the same room. */
async function conversationWithOfficer(): Promise<{ victim: TestVictim; roomId: string; colleague: OfficerClient }> {
  const { victim, roomId } = await conversation();
  const colleague = await attestedOfficer();
  await victim.invite(roomId, colleague.userId);
  await acceptInvitation(colleague, roomId);
  return { victim, roomId, colleague };
}

async function attestedOfficer(): Promise<OfficerClient> {
  const account = await newAccount(endpoints, "police");
  const recoveryKey = await prepare(account);
  return keep(await openOfficer({ ...account, recoveryKey }));
}

async function prepare(account: Account): Promise<string> {
  const options = { ...account, caCertificatePem: authority.certificatePem, issuer: authority };
  return (await prepareOfficer(options)).recoveryKey;
}

/** Ends a process of the running system, which is then started again, and waits until the homeserver answers. */
async function restart(name: string, homeserver: string): Promise<void> {
  const pidOf = () =>
    readEndpointsFile(inject("endpointsFile")).processes.find((candidate) => candidate.name === name)?.pid ?? 0;
  const before = pidOf();
  process.kill(before, "SIGTERM");
  const answers = () =>
    fetch(`${homeserver}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  const until = Date.now() + 60_000;
  while (pidOf() === before || !(await answers())) {
    if (Date.now() > until) throw new Error(`${name} does not come back`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function attestNow({ homeserver, userId, password }: TestAccount): Promise<void> {
  const session = await logIn(homeserver, userId, password, "attest");
  const now = new Date();
  const credential = await issueOfficerCertificate(authority, userId, now);
  const { certificatePem: caCertificatePem } = authority;
  const outcome = await attest({ session, userId, caCertificatePem, credential, now });
  await logOut(session);
  expect(outcome.kind).toBe("attested");
}

async function acceptInvitation(officer: OfficerClient, roomId: string): Promise<void> {
  expect((await officer.waitForInvitation(WAIT_MS)).roomId).toBe(roomId);
  await officer.accept(roomId);
}

async function expectRead(officer: OfficerClient, roomId: string, eventId: string, text: string): Promise<void> {
  const isIt = (message: { kind: string; eventId: string }) => message.kind === "text" && message.eventId === eventId;
  expect(await officer.waitForMessage(roomId, isIt, WAIT_MS)).toMatchObject({ text });
}

/** The event has arrived, and neither it nor anything else in the room can be read on this device. */
async function expectNothing(officer: OfficerClient, roomId: string, eventId: string): Promise<void> {
  await officer.waitForMessage(roomId, (message) => message.eventId === eventId, WAIT_MS);
  const kinds = (await officer.messages(roomId)).map((message) => message.kind);
  expect(new Set(kinds)).toEqual(new Set(["undecryptable"]));
}

function keep<T extends { close(): Promise<void> }>(client: T): T {
  open.push(client);
  return client;
}

function ago(days: number): Date {
  return new Date(Date.now() - days * DAY_MS);
}
