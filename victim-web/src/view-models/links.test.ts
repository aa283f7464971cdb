import { describe, expect, it } from "vitest";
import { splitLinks, type TextPart } from "./links.ts";

const text = (value: string): TextPart => ({ kind: "text", text: value });
const link = (value: string, href = value): TextPart => ({ kind: "link", text: value, href });

describe("addresses in a text", () => {
  it.each<[string, string, TextPart[]]>([
    ["none", "Bonjour.", [text("Bonjour.")]],
    ["nothing", "", [text("")]],
    ["one alone", "https://www.3018.fr/aide", [link("https://www.3018.fr/aide")]],
    [
      "one in a sentence",
      "Va voir (https://www.3018.fr/aide).",
      [text("Va voir ("), link("https://www.3018.fr/aide"), text(").")],
    ],
    ["two", "http://a.fr/ http://b.fr/", [link("http://a.fr/"), text(" "), link("http://b.fr/")]],
    ["a look-alike shows what it is", "https://pаypal.fr/", [link("https://pаypal.fr/", "https://xn--pypal-4ve.fr/")]],
    ["a script is no address", "javascript:alert(1)", [text("javascript:alert(1)")]],
    ["nor is data", "data:text/html,x", [text("data:text/html,x")]],
    [
      "nor one that hides its host",
      "https://service-public.fr@evil.test/",
      [text("https://service-public.fr@evil.test/")],
    ],
    [
      "a number to call",
      "3018, e-Enfance\ntel:3018",
      [text("3018, e-Enfance\n"), { kind: "call", text: "3018", href: "tel:3018" }],
    ],
    ["one that is texted, ending a sentence", "SMS:114.", [{ kind: "sms", text: "114", href: "sms:114" }, text(".")]],
    [
      "ten digits in pairs",
      "tel:0800059595",
      [{ kind: "call", text: "08\u00a000\u00a005\u00a095\u00a095", href: "tel:0800059595" }],
    ],
    ["what else a number may carry is text", "tel:*#06#", [text("tel:*#06#")]],
    ["nor does it begin in a word", "hotel:3018", [text("hotel:3018")]],
    ["HTML is text", '<a href="https://a.fr/">b</a>', [text('<a href="'), link("https://a.fr/"), text('">b</a>')]],
  ])("%s", (_name, written, expected) => {
    expect(splitLinks(written)).toEqual(expected);
  });
});
