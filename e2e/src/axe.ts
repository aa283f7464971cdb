/** axe-core on a page as it stands: every rule of WCAG 2.2 A and AA, and axe's own good practice. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { Page } from "playwright-core";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/**
 * What axe finds: one line for each element and rule, empty when it finds nothing. It goes in through the debugger, since the page's
 * content security policy lets no foreign script in. A colour on its way to another is looked at when it is there; a target that is cut by the
 * edge of what scrolls, where it is whole: whoever looks for it scrolls.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(SOURCE);
  return page.evaluate(async (tags) => {
    const { axe: tool } = window as unknown as { axe: typeof axe };
    const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(moving.map(({ finished }) => finished));
    const { violations } = await tool.run({ runOnly: { type: "tag", values: tags } });
    const lines: string[] = [];
    for (const { id, nodes } of violations)
      for (const node of nodes) {
        const target = node.target.join(" ");
        if (id === "target-size" && !(await isTooSmall(target))) continue;
        lines.push(`${id}: ${target}: ${node.failureSummary ?? ""}`);
      }
    return lines;

    async function isTooSmall(target: string): Promise<boolean> {
      const scrolled: [Element, number][] = [];
      const element = document.querySelector(target);
      for (let one = element; one !== null; one = one.parentElement) scrolled.push([one, one.scrollTop]);
      element?.scrollIntoView({ block: "center" });
      const again = await tool.run({ runOnly: { type: "rule", values: ["target-size"] } });
      for (const [one, top] of scrolled) one.scrollTop = top;
      return again.violations.some(({ nodes }) => nodes.some((node) => node.target.join(" ") === target));
    }
  }, TAGS);
}
