import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTarget } from "./requestTarget.ts";

describe("a request's target", () => {
  it.each([
    ["/", [], {}],
    ["/api/conversation?since=3", ["api", "conversation"], { since: "3" }],
    ["/a/%21room%3Ahs%3A1/b", ["a", "!room:hs:1", "b"], {}],
    ["/a/!room:hs", ["a", "!room:hs"], {}],
    ["/pushrules/", ["pushrules", ""], {}],
    ["/a?x=%2F..%2F&y=a+b&x=2", ["a"], { x: "/../", y: "a b" }],
    ["/assets/index-Ab_1.js", ["assets", "index-Ab_1.js"], {}],
  ])("%s is read", (raw, segments, query) => {
    expect(parseTarget(raw)).toEqual({ segments, query: new Map(Object.entries(query)) });
  });

  it.each([
    "",
    "*",
    "a",
    "http://localhost/_matrix/client/versions",
    "//localhost/_matrix/client/versions",
    "/_matrix//client/versions",
    "/_matrix/./client/versions",
    "/_matrix/../client/versions",
    "/_matrix/%2e%2e/client/versions",
    "/_matrix/%2E./client/versions",
    "/_matrix/..%2fclient/versions",
    "/_matrix/client%2fversions",
    "/_matrix/client%5cversions",
    "/_matrix/client\\versions",
    "/_matrix/%252e%252e/client",
    "/_matrix/client;x=1/versions",
    "/_matrix/client%3bx/versions",
    "/_matrix/client/versions%00",
    "/_matrix/client/versions%0a",
    "/_matrix/client/versions%20",
    "/_matrix/client/versions#x",
    "/_matrix/client/versions%23x",
    "/_matrix/client/versions%3fx",
    "/_matrix/client/v%ersions",
    "/_matrix/client/versions%ff",
    "/_matrix/client/versions%c0%ae",
    "/_matrix/client/versions%ef%bc%8f",
    "/é",
    "/a?x=%",
    "/a?x=%ff",
    `/${"a".repeat(5000)}`,
  ])("%j is refused", (raw) => {
    expect(parseTarget(raw)).toBeNull();
  });

  it("never lets a segment through that a path would treat as special, however it is encoded", () => {
    const piece = fc.constantFrom(
      "..",
      ".",
      "/",
      "\\",
      "%2f",
      "%2e",
      "%25",
      "%5c",
      ";",
      "%3b",
      "%00",
      "a",
      "!r",
      "?",
      "%c0%af",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const target = parseTarget(`/${pieces.join("")}`);
        for (const [index, segment] of (target?.segments ?? []).entries()) {
          if (segment === "" && index === (target?.segments.length ?? 0) - 1) continue;
          expect(segment).toMatch(/^[A-Za-z0-9!$@:._~=+-]+$/);
          expect(segment).not.toMatch(/^\.{1,2}$/);
          // Written again into a path, it means itself.
          expect(new URL(`http://h/${encodeURIComponent(segment)}/x`).pathname.split("/")).toHaveLength(3);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
