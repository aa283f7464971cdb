/**
 * Names that are newer than the oldest browsers and that the page may have all the same, each with its reason. The check fails when one of
 * them is not met any more.
 */
export const ACCEPTED: Readonly<Record<string, string>> = {
  // Another thing of the same name.
  ".take (Iterator)": "our own: a draft is taken; iterators are never asked for it",
  ".when (EventTarget)": "zod's: when a check applies",
  ".memory (Performance)": "WebAssembly's memory, among the exports of the module",
  ".ml (Navigator, WorkerNavigator)": "libsodium's: among the exports of its WebAssembly",
  ".toBase64 (Uint8Array)": "the crypto's own classes have it; of bytes the Matrix SDK asks first",
  // Not there, and nothing is lost.
  ".databases (IDBFactory)":
    "the exit wipes what it is told of; nothing of ours is in a database, and a refusal is caught",
  ".imageSmoothingQuality (CanvasRenderingContext2D)": "set, never read: a picture is made smaller more coarsely",
  "<textarea autocorrect>": "a browser that does not know it corrects, or not, as it always does",
  "<input autocapitalize>": "a word of a phrase then begins with a capital, which does not count",
  "<html translate>": "a Firefox that does not know it has no translation of its own to forbid",
  // Styles that a browser passes over, and the page is whole without.
  "overscroll-behavior": "the page behind a list may scroll on",
  "overscroll-behavior-y": "pulling down may reload; coming back is as after any reload",
  resize: "a text field without a handle keeps its size anyway on a telephone",
  "cursor: pointer": "a telephone has no pointer",
  "cursor: default": "the same",
  "-webkit-tap-highlight-color": "Firefox shows no flash to take away",
  "forced-color-adjust": "a browser without forced colours has nothing to leave alone",
  "text-wrap": "lines of a title are of uneven length",
  "@media (forced-colors)": "a browser that cannot force colours never asks for it",
  "@media (prefers-contrast)": "the ordinary colours already have the contrast that WCAG's AA asks for",
  "@media (scripting)":
    "without scripts the page shows after the moment in which they may still come, instead of at once",
};

/** What the page brings along, by the name that the check would find; and where. */
export const POLYFILLED: Readonly<Record<string, string>> = {
  "Promise.withResolvers": "src/matrix/worker/assumed.ts",
};
