import { describe, expect, it } from "vitest";
import { MatrixUnavailable } from "../../ports/matrix.ts";
import { createLog } from "./log.ts";

function written(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLog({ write: (line) => void lines.push(line) }));
  return JSON.parse(lines[0] ?? "{}") as Record<string, unknown>;
}

describe("the log", () => {
  it("writes the fields of its list, and no other, whatever it is handed", () => {
    const fields = { conversation: "id", text: "ce qui a été dit", token: "syt_x", userId: "@victim-1:v" };
    const line = written((log) => log.info("something", fields));
    expect(line).toMatchObject({ level: "info", msg: "something", conversation: "id" });
    expect(JSON.stringify(line)).not.toMatch(/dit|syt_|victim/);
  });

  it("writes of an error what it is and where, never its message", () => {
    const line = written((log) => log.error("failed", new TypeError("refused: ce qui a été dit"), { task: "erase" }));
    expect(line).toMatchObject({ level: "error", error: "TypeError", task: "erase" });
    expect(line["at"]).toContainEqual(expect.stringContaining("log.test.ts"));
    expect(JSON.stringify(line)).not.toMatch(/dit|refused/);
  });

  it("writes Matrix's code and the template of the path", () => {
    const error = new MatrixUnavailable(403, "M_FORBIDDEN", "/rooms/{}/kick");
    expect(written((log) => log.error("failed", error))).toMatchObject({
      status: 403,
      code: "M_FORBIDDEN",
      route: "/rooms/{}/kick",
    });
  });
});
