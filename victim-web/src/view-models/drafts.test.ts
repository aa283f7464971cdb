import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Prepared } from "../pictures/preparePicture.ts";
import { PictureDraft } from "./pictureDraft.ts";
import { PictureView } from "./pictureView.ts";
import { PositionDraft } from "./positionDraft.ts";

const PICTURE = { bytes: new Uint8Array(3), width: 1, height: 1, blurhash: "L" };
const PREPARED: Prepared = { kind: "picture", picture: PICTURE };
const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 9, 0, 9, 1, 1, 0x11, 0]);
const shown = new Set<string>();

beforeEach(() => {
  let count = 0;
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
    count += 1;
    shown.add(`blob:${count}`);
    return `blob:${count}`;
  });
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((url) => void shown.delete(url));
});
afterEach(() => {
  vi.restoreAllMocks();
  expect([...shown]).toEqual([]);
});

describe("a picture that is about to be sent", () => {
  it("is shown as it will be sent, and let go of", async () => {
    const draft = new PictureDraft(() => Promise.resolve(PREPARED));
    const taking = draft.take(new Blob());
    expect(draft.getState()).toEqual({ at: "preparing" });
    await taking;
    expect(draft.getState()).toEqual({ at: "ready", picture: PICTURE, url: "blob:1" });
    draft.clear();
    expect(draft.getState()).toEqual({ at: "choosing" });
  });

  it("is not there when it was cancelled, or another was chosen, while it was prepared", async () => {
    const finish: ((prepared: Prepared) => void)[] = [];
    const draft = new PictureDraft(() => new Promise((resolve) => finish.push(resolve)));
    const [first, second] = [draft.take(new Blob()), draft.take(new Blob())];
    finish[0]?.(PREPARED);
    await first;
    expect(draft.getState()).toEqual({ at: "preparing" });
    draft.clear();
    finish[1]?.(PREPARED);
    await second;
    expect(draft.getState()).toEqual({ at: "choosing" });
  });

  it("says why it will not be", async () => {
    const draft = new PictureDraft(() => Promise.resolve({ kind: "refused", why: "video" }));
    await draft.take(new Blob());
    expect(draft.getState()).toEqual({ at: "refused", why: "video" });
  });
});

describe("an officer's picture", () => {
  it("is fetched when it is asked for, and let go of when it is hidden", async () => {
    const view = new PictureView();
    await view.show(() => Promise.resolve({ kind: "file", bytes: JPEG }));
    expect(view.getState()).toEqual({ at: "shown", url: "blob:1" });
    view.clear();
    expect(view.getState()).toEqual({ at: "hidden" });
  });

  it.each([
    ["an SVG under another name", { kind: "file", bytes: new TextEncoder().encode("<svg onload='x()'/>") }, true],
    ["a file that is not there any more", { kind: "refused" }, true],
    ["one that the network does not bring", { kind: "later" }, false],
  ] as const)("is not %s", async (_what, fetched, forGood) => {
    const view = new PictureView();
    await view.show(() => Promise.resolve(fetched));
    expect(view.getState()).toEqual({ at: "failed", forGood });
  });

  it("that no browser can decode is let go of", async () => {
    const view = new PictureView();
    await view.show(() => Promise.resolve({ kind: "file", bytes: JPEG }));
    view.broken();
    expect(view.getState()).toEqual({ at: "failed", forGood: true });
  });
});

describe("a place that is about to be shared", () => {
  it("is asked for when the person has pressed, and not before", async () => {
    const getCurrentPosition = vi.fn((found: PositionCallback) =>
      found({ coords: { latitude: 1, longitude: 2, accuracy: 3 } } as GeolocationPosition),
    );
    const draft = new PositionDraft({ getCurrentPosition } as unknown as Geolocation);
    expect(getCurrentPosition).not.toHaveBeenCalled();
    await draft.ask();
    expect(draft.getState()).toEqual({ at: "found", place: { latitude: 1, longitude: 2, accuracy: 3 } });
    draft.clear();
    expect(draft.getState()).toEqual({ at: "still" });
  });
});
