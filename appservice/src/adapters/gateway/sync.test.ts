/** The long poll: what it asks, what it passes on, and what ends it. */
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, OFFICER, RAW_TOKEN, replyJson, startHarness } from "./testing/harness.ts";

const SYNC = "/_matrix/client/v3/sync";
let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

/** Resolves when a request hangs at the stand-in for Synapse; then `left` resolves when the gateway gives it up. */
function hang(): Promise<{ left: Promise<void>; response: ServerResponse }> {
  return new Promise((resolve) =>
    harness.reply((_request, response) =>
      resolve({ response, left: new Promise((gone) => response.once("close", () => gone())) }),
    ),
  );
}

describe("a sync", () => {
  it("asks with our filter, whatever the client wants", async () => {
    await harness.page("GET", `${SYNC}?filter=0&timeout=99999999&set_presence=online&full_state=true&since=s1_2~3.4-5`);
    const asked = new URL(harness.reached[0]?.url ?? "", "http://x").searchParams;
    expect([...asked.keys()].sort()).toEqual([
      "filter",
      "org.matrix.msc4222.use_state_after",
      "set_presence",
      "since",
      "timeout",
    ]);
    expect(asked.get("org.matrix.msc4222.use_state_after")).toBe("true");
    expect([asked.get("timeout"), asked.get("set_presence"), asked.get("since")]).toEqual([
      "30000",
      "offline",
      "s1_2~3.4-5",
    ]);
    expect(JSON.parse(asked.get("filter") ?? "")).toMatchObject({
      presence: { not_types: ["*"] },
      account_data: { not_types: ["*"] },
      room: { rooms: ["!room"], account_data: { not_types: ["*"] } },
    });
    expect(harness.desk.calls).toEqual(["heard"]);
  });

  it.each(["a b", "x".repeat(401), "1&filter=0", ""])("does not take %.20j for a position", async (since) => {
    const answer = await harness.page("GET", `${SYNC}?since=${encodeURIComponent(since)}`);
    expect(answer.status).toBe(400);
    expect(harness.reached).toEqual([]);
  });

  it.each(["org.matrix.msc4222.state_after", "state"])(
    "passes on its own room (%s) and its device's keys, and nothing else",
    async (state) => {
      const room = {
        timeline: { events: [{ type: "m.room.encrypted" }] },
        [state]: { events: [{ type: "m.room.topic" }] },
        account_data: { events: [1] },
      };
      const message = { type: "m.room.encrypted", sender: OFFICER, content: {} };
      harness.reply(
        replyJson({
          next_batch: "s2",
          rooms: { join: { "!room": room, "!other": room }, invite: { "!third": {} }, knock: { "!room": {} } },
          presence: { events: [1] },
          account_data: { events: [1] },
          to_device: { events: [message, { type: "m.key.verification.request" }, { type: "m.secret.request" }, null] },
          device_lists: { changed: [OFFICER], left: [], more: 1 },
          device_one_time_keys_count: { signed_curve25519: 50 },
          device_unused_fallback_key_types: ["signed_curve25519"],
          groups: {},
          more: RAW_TOKEN,
        }),
      );
      const answer = await harness.page("GET", SYNC);
      const passed = { timeline: room.timeline, [state]: room[state] };
      expect(await answer.json()).toEqual({
        next_batch: "s2",
        rooms: { join: { "!room": passed }, invite: {}, leave: {} },
        to_device: { events: [message] },
        device_lists: { changed: [OFFICER], left: [] },
        device_one_time_keys_count: { signed_curve25519: 50 },
        device_unused_fallback_key_types: ["signed_curve25519"],
      });
    },
  );

  it("tells of the devices of whoever has come to be of the conversation since they were asked for", async () => {
    harness.reply(replyJson({ next_batch: "s2", device_lists: { changed: [], left: [] } }));
    const changed = async () =>
      ((await (await harness.page("GET", `${SYNC}?timeout=30000`)).json()) as { device_lists: { changed: string[] } })
        .device_lists.changed;
    harness.desk.peers = [];
    await harness.page("POST", "/_matrix/client/v3/keys/query", { device_keys: { [OFFICER]: [] } });
    expect(await changed()).toEqual([]);
    harness.desk.peers = [OFFICER];
    expect(await changed()).toEqual([OFFICER]);
    expect(await changed()).toEqual([]);
    const timeouts = harness.reached.map(({ url }) => new URL(url, "http://x").searchParams.get("timeout"));
    expect(timeouts).toEqual(["30000", "0", "30000"]);
  });

  it("ends when a newer one comes, and the newer one is answered", async () => {
    const first = hang();
    const older = harness.page("GET", `${SYNC}?timeout=30000`);
    const { left } = await first;
    harness.reply(replyJson({ next_batch: "s3" }));
    const newer = await harness.page("GET", `${SYNC}?timeout=30000`);
    await left;
    expect(await newer.json()).toMatchObject({ next_batch: "s3" });
    expect([(await older).status, newer.status]).toEqual([409, 200]);
  });

  it("is cut when the conversation closes", async () => {
    const first = hang();
    const running = harness.page("GET", `${SYNC}?timeout=30000`);
    const { left } = await first;
    const close = await harness.page("POST", "/api/conversation/close", { reason: "emergency" });
    await left;
    const answer = await running;
    expect([close.status, answer.status]).toEqual([204, 401]);
    expect(await answer.json()).toMatchObject({ errcode: "M_UNKNOWN_TOKEN" });
    expect((await harness.page("GET", SYNC)).status).toBe(401);
    expect(harness.reached).toHaveLength(1);
  });

  it("does not begin when the conversation closes between the look at the token and the listening", async () => {
    const session = harness.desk.session.bind(harness.desk);
    let looks = 0;
    harness.desk.session = async (token) => {
      const found = await session(token);
      if (++looks === 1) await harness.desk.close(found?.conversationId as never, "victim");
      return found;
    };
    expect((await harness.page("GET", SYNC)).status).toBe(401);
    expect([looks, harness.reached]).toEqual([2, []]);
  });

  it("is given up upstream when the client leaves", async () => {
    const first = hang();
    const leaving = new AbortController();
    const running = fetch(`${harness.url}${SYNC}`, {
      headers: { Authorization: `Bearer ${"s".repeat(43)}` },
      signal: leaving.signal,
    });
    const { left } = await first;
    leaving.abort();
    await expect(running).rejects.toThrow();
    await left;
  });
});
