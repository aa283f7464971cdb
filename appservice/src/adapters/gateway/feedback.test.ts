/** What somebody says of a conversation that is over: taken once, and otherwise refused, whatever the reason, in the same words. */
import { ErrorBody } from "@abri/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "./testing/harness.ts";

const SAID = { heard: "yes", helped: "little", knows: null };
const other = { Authorization: `Bearer ${"t".repeat(43)}` };

let harness: Harness;
beforeEach(async () => (harness = await startHarness()));
afterEach(() => harness.close());

const end = (reason: string) => harness.page("POST", "/api/conversation/close", { reason });
const say = (headers: Record<string, string> = {}) => harness.page("POST", "/api/feedback", SAID, headers);
const refusal = async (answering: Promise<Response>): Promise<unknown> => {
  const answer = await answering;
  return [answer.status, await answer.json()];
};
const NOT_DUE = [403, { errcode: "M_FORBIDDEN", error: "No feedback is due from this token." }];

describe("feedback", () => {
  it("is taken once when the conversation is over, and its token opens nothing else", async () => {
    await end("victim");
    expect((await say()).status).toBe(204);
    expect(harness.desk.calls).toContain(`feedback ${JSON.stringify(SAID)}`);
    expect(await refusal(say())).toEqual(NOT_DUE);
    expect((await harness.page("GET", "/api/conversation")).status).toBe(401);
    expect(JSON.stringify(harness.logged)).not.toContain("little");
  });

  it("is refused in the same words while it lives, after an emergency, and from any other token or none", async () => {
    expect(await refusal(say())).toEqual(NOT_DUE);
    await end("emergency");
    expect(await refusal(say())).toEqual(NOT_DUE);
    expect(await refusal(say({ Authorization: "" }))).toEqual(NOT_DUE);
    expect(await refusal(say(other))).toEqual(NOT_DUE);
    expect(harness.desk.calls.filter((call) => call.startsWith("feedback"))).toEqual([]);
  });

  it("makes whoever guesses tokens wait", async () => {
    for (let i = 0; i < 3; i += 1) expect(await refusal(say(other))).toEqual(NOT_DUE);
    const answer = await say(other);
    expect(answer.status).toBe(429);
    const { errcode, retry_after_ms: wait = 0 } = ErrorBody.parse(await answer.json());
    expect([errcode, wait > 0]).toEqual(["M_LIMIT_EXCEEDED", true]);
  });

  it("comes with the header of every change", async () => {
    await end("victim");
    const answer = await harness.page("POST", "/api/feedback", SAID, { "X-Abri": "0" });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ errcode: "ABRI_MISSING_HEADER" });
    expect((await say()).status).toBe(204);
  });

  it.each([
    {},
    { heard: null, helped: null, knows: null },
    { heard: "yes", helped: null },
    { ...SAID, heard: "very much" },
    { ...SAID, text: "what somebody wrote" },
  ])("is three known answers and no word more: not %j", async (body) => {
    await end("victim");
    expect((await harness.page("POST", "/api/feedback", body)).status).toBe(400);
    expect((await say()).status).toBe(204);
  });
});
