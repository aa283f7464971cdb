/** What can be measured of a page as it is laid out: what sticks out, what is cut off, how large what one presses is, where the focus is. */
import type { Page } from "playwright-core";

/** What is wider than the screen, and text that is cut off; one line each. */
export async function overflows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element): string => `${element.tagName} ${element.getAttribute("class") ?? ""}`.trim();
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width)
      found.push(`page: ${document.documentElement.scrollWidth} > ${width}`);
    for (const element of document.body.querySelectorAll<HTMLElement>("*")) {
      const { left, right, width: own } = element.getBoundingClientRect();
      // Said, not shown; or not there at all.
      if (own <= 1 || element.closest("svg") !== null) continue;
      if (left < -1 || right > width + 1) found.push(`outside: ${name(element)}`);
      const { overflowX, overflowY } = getComputedStyle(element);
      const cutX = overflowX === "hidden" || overflowX === "clip";
      const cutY = overflowY === "hidden" || overflowY === "clip";
      if (cutX && element.scrollWidth > element.clientWidth + 1) found.push(`cut off: ${name(element)}`);
      if (cutY && element.scrollHeight > element.clientHeight + 1) found.push(`cut off: ${name(element)}`);
      // A button of a fixed height whose words need more.
      if (element.matches("button, a, summary") && element.scrollHeight > element.clientHeight + 2)
        found.push(`spills over: ${name(element)}`);
    }
    return [...new Set(found)];
  });
}

/** Everything to press that is smaller than `least` CSS pixels in one direction, with its size. */
export async function smallTargets(page: Page, least: number, selector: string): Promise<string[]> {
  return page.evaluate(
    ([min, wanted]) => {
      const shown = [...document.querySelectorAll<HTMLElement>(wanted)].filter((one) => one.checkVisibility());
      return shown.flatMap((element) => {
        // A checkbox is pressed by its label too.
        const { width, height } = (element.closest("label") ?? element).getBoundingClientRect();
        const size = `${Math.round(width)} × ${Math.round(height)}`;
        return width < min || height < min ? [`${element.textContent.trim() || element.tagName}: ${size}`] : [];
      });
    },
    [least, selector] as const,
  );
}

/** All that moves or would: running animations, and transitions of any length. */
export async function motions(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const moving = document.getAnimations().map(() => "animation");
    const would = [...document.querySelectorAll("*")].filter((element) =>
      getComputedStyle(element)
        .transitionDuration.split(",")
        .some((duration) => Number.parseFloat(duration) > 0),
    );
    return [...moving, ...would.map((element) => `transition: ${element.getAttribute("class") ?? ""}`)];
  });
}

export interface Focused {
  /** Its words, or its label. */
  readonly name: string;
  /** Something is drawn around it. */
  readonly marked: boolean;
  /** Nothing lies over its middle. */
  readonly uncovered: boolean;
}

/** What has the focus. */
export async function focused(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    if (element === document.body) return { name: "", marked: true, uncovered: true };
    const box = element.getBoundingClientRect();
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const ringed = (one: Element | null): boolean =>
      one !== null &&
      getComputedStyle(one).outlineStyle !== "none" &&
      Number.parseFloat(getComputedStyle(one).outlineWidth) >= 2;
    const label = element.closest("label")?.textContent.trim();
    return {
      name:
        element.getAttribute("aria-label") ??
        (element.tagName === "SELECT" ? "select" : (label ?? element.textContent.trim())),
      marked: ringed(element) || ringed(element.closest("label")),
      uncovered: over !== null && (element.contains(over) || over.contains(element)),
    };
  });
}

/** The size of text as a reader sets it in the browser, in per cent. */
export async function setTextSize(page: Page, percent: number): Promise<void> {
  const debug = await page.context().newCDPSession(page);
  const standard = (16 * percent) / 100;
  await debug.send("Page.setFontSizes", { fontSizes: { standard, fixed: standard } });
}
