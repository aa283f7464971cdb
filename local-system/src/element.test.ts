import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { elementConfig, fileBelow } from "./element.ts";
import { repository } from "./layout.ts";
import { portsFrom } from "./ports.ts";
import { homeserversAt } from "./roles.ts";

describe("fileBelow", () => {
  let parent: string;
  let folder: string;
  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), "abri-unit-"));
    folder = join(parent, "element");
    mkdirSync(join(folder, "bundles"), { recursive: true });
    for (const file of ["element/index.html", "element/bundles/a b.js", "secret", "element-secret"])
      writeFileSync(join(parent, file), "");
  });
  afterAll(() => rmSync(parent, { recursive: true }));

  it.each([
    ["/", "index.html"],
    ["/index.html", "index.html"],
    ["/bundles/a%20b.js", "bundles/a b.js"],
  ])("finds %s", (path, file) => {
    expect(fileBelow(folder, path)).toBe(join(folder, file));
  });

  it.each(["/../secret", "/..%2fsecret", "/%2e%2e/secret", "/../element-secret", "/bundles", "/none", "/%00", "/%"])(
    "gives nothing for %s",
    (path) => {
      expect(fileBelow(folder, path)).toBeNull();
    },
  );
});

it("fills the homeserver and the widgets' origin into Element's configuration and keeps the rest", () => {
  const json = '{"brand": "Abri", "default_server_config": {}, "trusted": { "<officersUrl>/": true }}';
  const config = elementConfig(json, homeserversAt(portsFrom(8080)).police, "http://localhost:8081/");
  expect(JSON.parse(config)).toEqual({
    brand: "Abri",
    default_server_config: {
      "m.homeserver": { base_url: "http://localhost:8100", server_name: "localhost:8101" },
    },
    trusted: { "http://localhost:8081/": true },
  });
});

it("names no server of anybody else's in Element's configuration", () => {
  const config = readFileSync(repository.elementConfig, "utf8");
  expect(config).not.toMatch(/https?:/);
  // Left out, Element would take its own defaults for these.
  expect(JSON.parse(config)).toMatchObject({ integrations_ui_url: "", integrations_rest_url: "" });
});
