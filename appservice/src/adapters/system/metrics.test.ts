import { expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";

it("shows at each scrape what is so then, not what was so at the one before", async () => {
  let n = 3;
  let readings = 0;
  const { registry } = createMetrics(
    () => {
      readings += 1;
      return Promise.resolve({ phases: { waiting: n }, queue: n, closed: { victim: n } });
    },
    () => Promise.resolve(n),
    () => Promise.resolve([{ question: "heard", answer: "yes", count: n }]),
  );
  const shown = async (): Promise<string[]> =>
    (await registry.metrics()).split("\n").filter((line) => /^abri_(?!.*_total)/.test(line) && !line.endsWith(" 0"));
  const all = (value: number): string[] => [
    `abri_conversations{phase="waiting"} ${value}`,
    `abri_queue_length ${value}`,
    `abri_prepared_rooms ${value}`,
    `abri_conversations_closed{reason="victim"} ${value}`,
    `abri_feedback_answers{question="heard",answer="yes"} ${value}`,
  ];
  expect(await shown()).toEqual(all(3));
  n = 5;
  expect(await shown()).toEqual(all(5));
  expect(readings).toBe(2);
});
