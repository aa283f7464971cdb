/** Our own four requests, the page, and the headers and log lines of every answer. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { TRAINING_HEADER } from "@abri/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, OFFICER, startHarness, TOKEN, TRAINING_TOKEN, WORDS } from "./testing/harness.ts";
import { loadVictimPage } from "./victimPage.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const START = { idempotencyKey: "k".repeat(43), situation: "online", language: "fr" };

describe("our own requests", () => {
  it("start a conversation without a token", async () => {
    const answer = await harness.page("POST", "/api/conversations", START, { Authorization: "" });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ sessionToken: TOKEN, roomId: "!room" });
  });

  it.each([
    [{ ...START, more: 1 }],
    [{ ...START, situation: "elsewhere" }],
    [{ ...START, idempotencyKey: "short" }],
    [{}],
    [[]],
    [undefined],
  ])("do not start one from %j", async (body) => {
    expect((await harness.page("POST", "/api/conversations", body)).status).toBe(400);
    expect(harness.desk.calls).toEqual([]);
  });

  it("start an exercise with the operator's training token, and nothing with another", async () => {
    const body = { idempotencyKey: TOKEN, situation: "home", language: "fr" };
    const start = (token: string) => harness.page("POST", "/api/conversations", body, { [TRAINING_HEADER]: token });
    for (const wrong of ["", "1", TOKEN, `${TRAINING_TOKEN}t`, `${TRAINING_TOKEN}, ${TRAINING_TOKEN}`]) {
      const refused = await start(wrong);
      expect([refused.status, await refused.json()]).toEqual([
        403,
        expect.objectContaining({ errcode: "M_FORBIDDEN" }),
      ]);
    }
    expect(harness.desk.calls).toEqual([]);
    expect((await start(TRAINING_TOKEN)).status).toBe(201);
    expect(harness.desk.calls).toEqual(["start exercise"]);
  });

  it.each(["en", "ar"])("start one in a language of the page: %s", async (language) => {
    expect((await harness.page("POST", "/api/conversations", { ...START, language })).status).toBe(201);
  });

  it.each(["br", "fr-CA", "zz-Whatever"])(
    "do not start one in a language that the page has not: %s",
    async (language) => {
      const answer = await harness.page("POST", "/api/conversations", { ...START, language });
      expect([answer.status, await answer.json()]).toMatchObject([400, { errcode: "ABRI_UNKNOWN_LANGUAGE" }]);
      expect(harness.desk.calls).toEqual([]);
    },
  );

  it("tell the status, at once or when it changes", async () => {
    const view = { version: 4, status: { phase: "opening" } };
    expect(await (await harness.page("GET", "/api/conversation")).json()).toEqual(view);
    expect(await (await harness.page("GET", "/api/conversation?since=3")).json()).toEqual(view);
    expect((await harness.page("GET", "/api/conversation?since=x")).status).toBe(400);
    expect(harness.desk.calls).toEqual(["status -1", "status 3"]);
  });

  it("give up a wait when the client leaves", async () => {
    const leaving = new AbortController();
    const waiting = fetch(`${harness.url}/api/conversation?since=4`, {
      headers: { Authorization: `Bearer ${TOKEN}` },
      signal: leaving.signal,
    });
    await expect.poll(() => harness.desk.calls).toEqual(["status 4"]);
    leaving.abort();
    await expect(waiting).rejects.toThrow();
    await expect.poll(() => harness.desk.calls).toEqual(["status 4", "status aborted", "hung up"]);
  });

  it("pass on what the desk refuses", async () => {
    const answer = await harness.page("POST", "/api/conversation/ready");
    expect([answer.status, await answer.json()]).toEqual([409, { errcode: "ABRI_WRONG_PHASE", error: "Not now." }]);
  });

  it("tell the desk of danger", async () => {
    expect((await harness.page("POST", "/api/conversation/danger", {})).status).toBe(204);
    expect(harness.desk.calls).toEqual(["danger"]);
  });

  it("close: the token is dead, and the browser is told to forget", async () => {
    const answer = await harness.page("POST", "/api/conversation/close", { reason: "victim" });
    expect([answer.status, answer.headers.get("clear-site-data")]).toEqual([204, '"cache", "cookies", "storage"']);
    expect((await harness.page("GET", "/api/conversation")).status).toBe(401);
    expect(harness.desk.calls).toEqual(["close victim"]);
  });

  it("do not close for a reason that is not the page's", async () => {
    expect((await harness.page("POST", "/api/conversation/close", { reason: "officer" })).status).toBe(400);
    expect(harness.desk.calls).toEqual([]);
  });

  it("answer 503 when the desk fails, and log where, not what", async () => {
    harness.desk.session = () => Promise.reject(new Error("the words of the database"));
    const answer = await harness.page("GET", "/api/conversation");
    expect([answer.status, await answer.text()]).toEqual([503, expect.not.stringContaining("words")]);
  });
});

const CONFIG = { caCertificatesPem: "x", exitUrl: "https://example.org", idleSeconds: 600 };

describe("the page", () => {
  it("holds its configuration as data that cannot break out", async () => {
    const answer = await fetch(harness.url);
    const page = await answer.text();
    expect(page).toContain(
      '<script type="application/json" id="abri-page-config">{"caCertificatesPem":"\\u003c/script>',
    );
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  it.each([
    "/index.html",
    "/x",
    "/.git/config",
    "/..%2f..%2fetc%2fpasswd",
    "/assets/",
    "/favicon.ico?x=<script>",
    "/.well-known/matrix/client",
  ])("has nothing at %s, and does not repeat it", async (path) => {
    const answer = await fetch(harness.url + path);
    const text = await answer.text();
    expect(answer.status).toBe(404);
    expect(text).not.toMatch(/script|passwd|git/);
  });

  it("is read, not written", async () => {
    const statuses = await Promise.all(
      ["POST", "PUT", "DELETE", "OPTIONS"].map(async (method) => (await fetch(harness.url, { method })).status),
    );
    expect(statuses).toEqual([404, 404, 404, 404]);
    const head = await fetch(harness.url, { method: "HEAD" });
    expect([head.status, await head.text(), Number(head.headers.get("content-length")) > 0]).toEqual([200, "", true]);
  });

  it("must have been built", () => {
    expect(() => loadVictimPage("/nowhere", CONFIG, WORDS, null)).toThrow("not built");
    expect(() => loadVictimPage(mkdtempSync(join(tmpdir(), "abri-page-")), CONFIG, WORDS, null)).toThrow("not built");
  });

  it("gives its files as the build compressed them", () => {
    const root = mkdtempSync(join(tmpdir(), "abri-page-"));
    mkdirSync(join(root, "assets"));
    const wasm = Buffer.from("\0asm");
    writeFileSync(join(root, "index.html"), "<head></head><body></body>");
    writeFileSync(join(root, "assets/DQQaknxI.wasm"), wasm);
    writeFileSync(join(root, "assets/DQQaknxI.wasm.br"), brotliCompressSync(wasm));
    writeFileSync(join(root, "assets/DQQaknxI.wasm.gz"), gzipSync(wasm));
    writeFileSync(join(root, "plain.txt"), "x");
    const page = loadVictimPage(root, CONFIG, WORDS, null);
    const get = (path: string, encodings: string) => {
      const answer = page.find(path.split("/"), encodings);
      if (answer.kind !== "bytes") throw new Error("not a file");
      return answer;
    };
    const found = (encodings: string) => get("assets/DQQaknxI.wasm", encodings);
    expect(brotliDecompressSync(found("gzip, br").bytes)).toEqual(wasm);
    expect(gunzipSync(found("gzip;q=1, br;q=0").bytes)).toEqual(wasm);
    expect(found("").bytes).toEqual(wasm);
    expect(found("gzip, br").headers).toEqual({
      "Content-Type": "application/wasm",
      "Content-Encoding": "br",
      "Cache-Control": "public, max-age=31536000, immutable",
      Vary: "Accept-Encoding",
    });
    expect(get("plain.txt", "br").headers).toEqual({
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
    });
    expect(page.find(["assets", "DQQaknxI.wasm.br"], "")).toMatchObject({ status: 404 });
  });
});

describe("an operator's look", () => {
  const read = (theme: string | null) => {
    const root = mkdtempSync(join(tmpdir(), "abri-page-"));
    writeFileSync(join(root, "index.html"), '<head><link rel="stylesheet" href="/assets/own.css"></head><body></body>');
    const page = loadVictimPage(root, CONFIG, WORDS, theme);
    const get = (path: string) => {
      const answer = page.find(path === "" ? [""] : path.split("/"), "");
      if (answer.kind !== "bytes") throw new Error("not a file");
      return answer;
    };
    const links =
      Buffer.from(get("").bytes)
        .toString()
        .match(/(?<=<link rel="stylesheet" href="\/)[^"]+/g) ?? [];
    return { get, links };
  };

  it("comes after the page's own, under a name that tells nothing, for good", () => {
    const { get, links } = read(":root{--ground:#ffffff}");
    expect(links).toEqual(["assets/own.css", expect.stringMatching(/^assets\/[A-Za-z0-9_-]{8}\.css$/)]);
    const { headers, bytes } = get(links[1] ?? "");
    expect(Buffer.from(bytes).toString()).toBe(":root{--ground:#ffffff}");
    expect(headers).toMatchObject({
      "Content-Type": "text/css; charset=utf-8",
      "Cache-Control": "public, max-age=31536000, immutable",
    });
  });

  it("costs nobody anything where there is none", () => {
    expect(read(null).links).toEqual(["assets/own.css"]);
  });
});

describe("every answer", () => {
  const everything: [string, () => Promise<Response>][] = [
    ["the page", () => fetch(harness.url, { headers: { Origin: "https://evil.example" } })],
    ["a missing page", () => fetch(`${harness.url}/x`)],
    ["a status", () => harness.page("GET", "/api/conversation")],
    ["a refusal", () => harness.page("GET", "/api/nothing")],
    [
      "a preflight",
      () => harness.page("OPTIONS", "/_matrix/client/v3/sync", undefined, { Origin: "https://evil.example" }),
    ],
    [
      "a Matrix answer",
      () => harness.page("GET", "/_matrix/client/v3/sync", undefined, { Origin: "https://evil.example" }),
    ],
    [
      "a file",
      () => {
        harness.uploads.set("police.test:8101/abc", OFFICER);
        return harness.page("GET", "/_matrix/client/v1/media/download/police.test:8101/abc");
      },
    ],
    ["the end", () => harness.page("POST", "/api/conversation/close", { reason: "victim" })],
  ];
  const CLOSED: unknown = expect.stringMatching(/camera=\(\).*microphone=\(\).*geolocation=\(self\)$/);

  it.each(everything)("%s has the strict headers", async (_what, ask) => {
    const { headers } = await ask();
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; " +
        "connect-src 'self'; font-src 'self'; worker-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
    const closed = headers.get("content-type")?.startsWith("text/html") === true ? CLOSED : null;
    expect(headers.get("permissions-policy")).toEqual(closed);
    const names = [...headers.keys()].join(" ");
    expect(names).not.toMatch(/access-control|set-cookie|server|powered|etag|last-modified/);
  });

  it("has them even when it is no HTTP that was sent", async () => {
    expect(await harness.raw("rubbish\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 .*default-src 'none'.*no-store/s);
  });

  it("is logged by its template, and nothing that tells who or what", async () => {
    await harness.page("GET", `/_matrix/client/v3/rooms/!room/members?membership=join`, undefined, {
      "User-Agent": "Telling",
    });
    await harness.page("GET", "/_matrix/client/v3/profile/@amina:police.test:8101");
    await expect.poll(() => harness.logged).toHaveLength(2);
    const ms = expect.any(Number) as number;
    const conversation = "7b0c1a52-5c0e-4f5e-9d4c-6a1f0f6f2a11";
    expect(harness.logged).toEqual([
      ["request", { route: "GET /_matrix/client/v3/rooms/{own}/members", conversation, status: 200, ms }],
      ["request", { route: "none", status: 404, ms }],
    ]);
  });
});
