/**
 * An operator's own look: `theme.css` beside their words, checked at start like them. It may set our custom properties and nothing else, and
 * whatever is read must stay readable: a child who cannot read the page is worse than a start that fails.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CONTRASTS } from "@abri/contract/theme";
import { wcagContrast } from "culori";
import { ContentError, Problems } from "./problems.ts";
import { type ThemeRules, themeRules, type Values } from "./themeRules.ts";

/**
 * The style sheet to serve after the page's own; `null` when there is none.
 * @param pageRoot the built page, whose own look holds for all that the operator leaves as it is.
 * @throws ContentError: one line that names the file and the line in it.
 */
export function readTheme(contentRoot: string, pageRoot: string): string | null {
  const file = join(contentRoot, "theme.css");
  let css: string;
  try {
    css = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new ContentError(`The look of the page cannot be used. ${file} cannot be read`);
  }
  const problems = new Problems("The look of the page");
  const theirs = themeRules(css, (line, what) => problems.add(file, `line ${line}: ${what}`));
  problems.throwIfAny();
  for (const complaint of unreadable(ownTheme(pageRoot), theirs)) problems.add(file, complaint);
  problems.throwIfAny();
  return styleSheet(theirs);
}

/** What would be hard to read, with the values in question. */
export function unreadable(ours: ThemeRules, theirs: ThemeRules): string[] {
  const light = new Map([...ours.always, ...theirs.always]);
  // As the cascade has it: theirs comes after ours, so what they set for always holds in the dark too.
  const dark = new Map([...ours.always, ...ours.dark, ...theirs.always, ...theirs.dark]);
  return [...faint(light, "in light"), ...faint(dark, "in dark")];
}

function faint(values: Values, where: string): string[] {
  return CONTRASTS.flatMap(({ ink, on, least }) =>
    on.flatMap((ground) => {
      const [front, back] = [values.get(ink), values.get(ground)];
      if (front === undefined || back === undefined)
        return [`${where}, ${front === undefined ? ink : ground} is not set`];
      const contrast = wcagContrast(front, back);
      if (contrast >= least) return [];
      // Rounded down: 4.499 is not 4.5.
      const shown = Math.floor(contrast * 100) / 100;
      return [`${where}, ${ink} (${front}) on ${ground} (${back}) has a contrast of ${shown}, and needs ${least}`];
    }),
  );
}

/** The look that the built page brings along. */
function ownTheme(pageRoot: string): ThemeRules {
  const folder = join(pageRoot, "assets");
  const sheets = readdirSync(folder).filter((name) => name.endsWith(".css"));
  const all = sheets.map((name) => themeRules(readFileSync(join(folder, name), "utf8"), () => undefined));
  return {
    always: new Map(all.flatMap(({ always }) => [...always])),
    dark: new Map(all.flatMap(({ dark }) => [...dark])),
  };
}

/** Whoever asks their device for more contrast gets ours, which has it. */
function styleSheet({ always, dark }: ThemeRules): string {
  const rule = (values: Values): string =>
    `:root{${[...values].map(([property, value]) => `${property}:${value}`).join(";")}}`;
  return `@media not all and (prefers-contrast:more){${rule(always)}@media (prefers-color-scheme:dark){${rule(dark)}}}`;
}
