import { describe, expect, it } from "vitest";
import { routeTable } from "./routeTable.ts";

const table = routeTable([
  { name: "GET /v3/sync", handle: 1 },
  { name: "GET /v3/pushrules/", handle: 2 },
  { name: "PUT /v3/rooms/{own}/send/m.room.encrypted/{txn}", handle: 3 },
]);

describe("the route table", () => {
  it.each([
    ["GET", ["v3", "sync"], 1, {}],
    ["GET", ["v3", "pushrules", ""], 2, {}],
    ["PUT", ["v3", "rooms", "!r:hs", "send", "m.room.encrypted", "m1.2"], 3, { own: "!r:hs", txn: "m1.2" }],
  ])("%s %j", (method, segments, handle, parameters) => {
    const found = table.find(method, { segments });
    expect([found?.route.handle, found?.parameters]).toEqual([handle, parameters]);
  });

  it.each([
    ["POST", ["v3", "sync"]],
    ["get", ["v3", "sync"]],
    ["GET", ["v3", "Sync"]],
    ["GET", ["v3", "sync", ""]],
    ["GET", ["v3"]],
    ["GET", []],
    ["GET", ["v3", "pushrules"]],
    ["PUT", ["v3", "rooms", "r:hs", "send", "m.room.encrypted", "m1"]],
    ["PUT", ["v3", "rooms", "!r:hs", "send", "m.room.message", "m1"]],
    ["PUT", ["v3", "rooms", "!r:hs", "send", "m.room.encrypted", ""]],
    ["PUT", ["v3", "rooms", "!r:hs", "send", "m.room.encrypted", "a:b"]],
    ["PUT", ["v3", "rooms", "!r:hs", "send", "m.room.encrypted", "x".repeat(129)]],
  ])("%s %j is no route", (method, segments) => {
    expect(table.find(method, { segments })).toBeNull();
  });

  it("refuses a template that names an unknown parameter", () => {
    expect(() => routeTable([{ name: "GET /{nothing}", handle: 1 }])).toThrow("unknown parameter");
  });
});
