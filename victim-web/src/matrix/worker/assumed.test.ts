import { afterEach, expect, it } from "vitest";
import { bringAssumed } from "./assumed.ts";

const ofPromise = (): unknown => Reflect.get(Promise, "withResolvers");
const own = ofPromise();
afterEach(() => Object.assign(Promise, { withResolvers: own }));

it("brings what an old browser lacks, and leaves a newer one its own", async () => {
  bringAssumed();
  expect(ofPromise()).toBe(own);
  Reflect.deleteProperty(Promise, "withResolvers");
  bringAssumed();
  expect(ofPromise()).not.toBe(own);
  const kept = Promise.withResolvers<string>();
  kept.resolve("kept");
  const broken = Promise.withResolvers<string>();
  broken.reject(new Error("broken"));
  expect(await kept.promise).toBe("kept");
  await expect(broken.promise).rejects.toThrow("broken");
});
