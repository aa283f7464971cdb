import { describe, expect, it } from "vitest";
import { readAddress } from "./address.ts";

const whole = {
  widgetId: "abri",
  parentUrl: "https://element.example/#/room/!a:b",
  roomId: "!a:b",
  userId: "@amina:b",
  lang: "en-gb",
};
const search = (parameters: Record<string, string>) => `?${new URLSearchParams(parameters).toString()}`;

describe("the address that Element gives a widget", () => {
  it("names the client by its origin alone", () => {
    expect(readAddress(search(whole))).toEqual({
      widgetId: "abri",
      clientOrigin: "https://element.example",
      roomId: "!a:b",
      userId: "@amina:b",
      language: "en-gb",
    });
  });

  it.each(["widgetId", "parentUrl", "roomId", "userId"])("is none without %s", (name) => {
    const rest = Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));
    expect(readAddress(search(rest))).toBeNull();
  });

  it("is none when the client's address is no address", () => {
    expect(readAddress(search({ ...whole, parentUrl: "element" }))).toBeNull();
  });
});
