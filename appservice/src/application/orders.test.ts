import type { UserId } from "@abri/contract";
import { describe, expect, it } from "vitest";
import { type Order, parseOrder } from "./orders.ts";

const claire = "@claire:localhost:8111" as UserId;
const anyone = { kind: "anyone", skill: null } as const;
const handover = (wanted: Extract<Order, { kind: "handover" }>["wanted"], stays = false): Order => ({
  kind: "handover",
  number: "48-21",
  wanted,
  stays,
});

describe("what an officer can say in the Permanence", () => {
  it.each<[string, Order]>([
    ["!service", { kind: "on duty", capacity: 3, skills: [] }],
    ["!Service 5", { kind: "on duty", capacity: 5, skills: [] }],
    ["!service 2 mineurs en", { kind: "on duty", capacity: 2, skills: ["mineurs", "en"] }],
    ["!service mineurs", { kind: "on duty", capacity: 3, skills: ["mineurs"] }],
    ["!service 0", { kind: "on duty", capacity: 3, skills: ["0"] }],
    ["!pause", { kind: "on break" }],
    ["! fin ", { kind: "off duty" }],
    ["!relève 48-21", handover(anyone)],
    ["!RELEVE 48-21", handover(anyone)],
    ["!relève 48-21 gendarmerie", handover({ kind: "corps", corps: "gendarmerie" })],
    ["!relève 48-21 Police", handover({ kind: "corps", corps: "police" })],
    [`!relève 48-21 ${claire}`, handover({ kind: "officer", userId: claire })],
    ["!relève 48-21 en", handover({ kind: "anyone", skill: "en" })],
    ["!renfort 48-21", handover(anyone, true)],
    ["!annuler 48-21", { kind: "cancel", number: "48-21" }],
    ["!attente 48-21", { kind: "requeue", number: "48-21" }],
    ["!clore 48-21", { kind: "conclude", number: "48-21" }],
    ["!danger 48-21", { kind: "mark grave", number: "48-21" }],
    ["!patrouille 48-21", { kind: "order patrol", number: "48-21" }],
    ["!notes 48-21", { kind: "open notes", number: "48-21" }],
    ["!notes", { kind: "help" }],
    ["!danger", { kind: "help" }],
    ["!prendre 48-21", { kind: "take", number: "48-21" }],
    ["!aide", { kind: "help" }],
  ])("%s", (line, order) => {
    expect(parseOrder(line)).toEqual(order);
  });

  it.each([
    "!",
    "!relève",
    "!relève 4821",
    "!relève 48-21 @claire",
    "!relève 48-21 police en",
    "!clore",
    "!clore 48-21 merci",
    "!pause 10",
    "!n’importe quoi",
    `!service ${"x".repeat(41)}`,
  ])("asks for help: %s", (line) => {
    expect(parseOrder(line)).toEqual({ kind: "help" });
  });
});
