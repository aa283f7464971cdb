import { describe, expect, it } from "vitest";
import { type Command, parseCommand } from "./command.ts";

describe("parseCommand", () => {
  it.each<[string, Command]>([
    ["Bonjour, je vous écoute.", { kind: "say", text: "Bonjour, je vous écoute." }],
    ["  Bonjour \r", { kind: "say", text: "Bonjour" }],
    ["//leave n'est pas une commande", { kind: "say", text: "/leave n'est pas une commande" }],
    ["", { kind: "nothing" }],
    ["   ", { kind: "nothing" }],
    ["/accept", { kind: "accept", number: null }],
    ["/accept 2", { kind: "accept", number: 2 }],
    ["/accept deux", { kind: "help" }],
    ["/decline 1", { kind: "decline", number: 1 }],
    ["/to 12", { kind: "to", number: 12 }],
    ["/to", { kind: "help" }],
    ["/to 0", { kind: "help" }],
    ["/save 3", { kind: "save", number: 3 }],
    ["/save", { kind: "help" }],
    ["/save ../x", { kind: "help" }],
    ["/leave", { kind: "leave" }],
    ["/on", { kind: "on" }],
    ["/off", { kind: "off" }],
    ["/quit", { kind: "quit" }],
    ["/nimporte quoi", { kind: "help" }],
    ["/", { kind: "help" }],
  ])("%j", (line, expected) => {
    expect(parseCommand(line)).toEqual(expected);
  });
});
