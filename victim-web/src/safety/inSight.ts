/**
 * Keeps the exit where the person looks. A phone's keyboard, or zooming with two fingers, moves what is seen over a page that stays
 * where it is: `position: fixed` alone would scroll out of sight. The style sheet moves the exit by what is told here.
 */

export function keepInSight(): void {
  const seen = window.visualViewport;
  if (!seen) return;
  const { style } = document.documentElement;
  const follow = (): void => {
    style.setProperty("--seen-left", `${seen.offsetLeft}px`);
    style.setProperty("--seen-top", `${seen.offsetTop}px`);
    style.setProperty("--seen-scale", String(1 / seen.scale));
  };
  follow();
  seen.addEventListener("resize", follow);
  seen.addEventListener("scroll", follow);
}
