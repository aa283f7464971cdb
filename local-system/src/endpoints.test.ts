import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Endpoints, readEndpoints } from "./endpoints.ts";

const homeserver = {
  role: "victims",
  serverName: "localhost:8091",
  client: "http://localhost:8090",
  federation: "https://localhost:8091",
  admin: { userId: "@admin:localhost:8091", password: "p" },
};
const good = {
  victimWeb: "http://localhost:8080/",
  officerWeb: "http://localhost:8081/",
  element: null,
  metrics: "http://localhost:8084/metrics",
  postgres: "postgres://postgres:p@127.0.0.1:8085/postgres",
  caCertificate: "/somewhere/ca.pem",
  homeservers: [homeserver],
  permanences: [{ corps: "police", roomId: "!room" }],
  officers: [],
  processes: [{ name: "postgres", pid: 4711, log: "/somewhere/postgres.log" }],
};

describe("the endpoints file", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "abri-unit-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const read = (content: string): unknown => {
    writeFileSync(join(folder, "endpoints.json"), content);
    return readEndpoints(join(folder, "endpoints.json"));
  };

  it("is read as it was written", () => {
    expect(read(JSON.stringify(good))).toEqual(good);
  });

  it.each([
    ["an address that is none", { ...good, victimWeb: "localhost" }],
    ["a corps that is none", { ...good, permanences: [{ corps: "army", roomId: "!room" }] }],
    ["a process without a PID", { ...good, processes: [{ name: "postgres", pid: 0, log: "" }] }],
    ["a name that nobody knows", { ...good, further: 1 }],
  ])("refuses %s", (_, value) => {
    expect(Endpoints.safeParse(value).success).toBe(false);
  });

  it("says in one line that the system does not run, or that the file is damaged", () => {
    expect(() => readEndpoints(join(folder, "none.json"))).toThrow(/none\.json is not there/);
    expect(() => read("{")).toThrow(/endpoints\.json is damaged/);
  });
});
