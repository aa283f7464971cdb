/**
 * Shows nothing while the page is in the background, so that the picture which a phone takes of it for its list of running apps is
 * empty. The page itself stays as it is, draft and focus included, and comes back at once: asking for a tap would protect nobody.
 */

const COVERED = "data-covered";

export function coverInBackground(): void {
  const root = document.documentElement;
  const cover = (): void => root.setAttribute(COVERED, "");
  const uncover = (): void => {
    if (document.visibilityState === "visible") root.removeAttribute(COVERED);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") cover();
    else uncover();
  });
  document.addEventListener("freeze", cover);
  document.addEventListener("resume", uncover);
  // A phone takes its picture before it says that the page is hidden: there, losing the focus comes first.
  window.addEventListener("blur", () => {
    if (matchMedia("(pointer: coarse)").matches) cover();
  });
  for (const sign of ["focus", "pointerdown", "keydown"]) window.addEventListener(sign, uncover, { capture: true });
}
