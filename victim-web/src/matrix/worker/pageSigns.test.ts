import { describe, expect, it } from "vitest";
import { PageSigns } from "./pageSigns.ts";

/** Longer than any test. */
const LONG = 3_600_000;

describe("a pause in the worker", () => {
  it.each(["online", "shown"] as const)("ends as soon as the page says: %s", async (sign) => {
    const signs = new PageSigns();
    const paused = signs.pause(LONG);
    signs.tell(sign);
    await paused;
  });

  it("is not ended by losing the network, and ends by itself", async () => {
    const signs = new PageSigns();
    const order: string[] = [];
    const short = signs.pause(1).then(() => order.push("short"));
    void signs.pause(LONG).then(() => order.push("long"));
    signs.tell("offline");
    await short;
    expect(order).toEqual(["short"]);
  });
});

it("what hangs is cut when the network is gone, until it is taken back", () => {
  const signs = new PageSigns();
  let cut = 0;
  const over = signs.onOffline(() => (cut += 1));
  signs.tell("online");
  signs.tell("offline");
  over();
  signs.tell("offline");
  expect(cut).toBe(1);
});
