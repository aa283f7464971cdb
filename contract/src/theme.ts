/**
 * What an operator may set of the page's look: the custom properties of `victim-web/src/ui/theme.css`, and which of them are read on which.
 * The application service checks an operator's own `theme.css` against this when it starts; its test checks ours.
 */
type ThemeKind = "colour" | "length" | "font";

export const THEME = {
  "--ground": "colour",
  "--surface": "colour",
  "--surface-2": "colour",
  "--ink": "colour",
  "--ink-soft": "colour",
  "--line": "colour",
  "--field-line": "colour",
  "--accent": "colour",
  "--accent-strong": "colour",
  "--accent-on": "colour",
  "--accent-ink": "colour",
  "--accent-wash": "colour",
  "--accent-line": "colour",
  "--mine": "colour",
  "--mine-ink": "colour",
  "--exit": "colour",
  "--exit-strong": "colour",
  "--exit-ink": "colour",
  "--urgent": "colour",
  "--urgent-strong": "colour",
  "--urgent-ink": "colour",
  "--urgent-line": "colour",
  "--trouble": "colour",
  "--trouble-ink": "colour",
  "--tint-1": "colour",
  "--tint-1-ink": "colour",
  "--tint-2": "colour",
  "--tint-2-ink": "colour",
  "--tint-3": "colour",
  "--tint-3-ink": "colour",
  "--round": "length",
  "--round-l": "length",
  "--round-full": "length",
  "--font": "font",
} as const satisfies Readonly<Record<string, ThemeKind>>;

export type ThemeProperty = keyof typeof THEME;

interface Contrast {
  readonly ink: ThemeProperty;
  readonly on: readonly ThemeProperty[];
  /** WCAG 2.2: 4.5 for text (1.4.3), 3 for what carries meaning without being text (1.4.11). */
  readonly least: 4.5 | 3;
}

export const CONTRASTS: readonly Contrast[] = [
  {
    ink: "--ink",
    on: ["--ground", "--surface", "--surface-2", "--accent-wash", "--trouble", "--urgent-strong"],
    least: 4.5,
  },
  { ink: "--ink-soft", on: ["--ground", "--surface", "--surface-2"], least: 4.5 },
  { ink: "--accent-on", on: ["--accent", "--accent-strong"], least: 4.5 },
  { ink: "--accent-ink", on: ["--ground", "--surface", "--surface-2", "--accent-wash"], least: 4.5 },
  { ink: "--mine-ink", on: ["--mine"], least: 4.5 },
  { ink: "--exit-ink", on: ["--exit", "--exit-strong"], least: 4.5 },
  { ink: "--urgent-ink", on: ["--urgent", "--urgent-strong"], least: 4.5 },
  { ink: "--trouble-ink", on: ["--ground", "--surface"], least: 4.5 },
  { ink: "--trouble-ink", on: ["--trouble"], least: 3 },
  // Focus, what is chosen, fields, the exit's own shape.
  { ink: "--accent", on: ["--ground", "--surface"], least: 3 },
  { ink: "--field-line", on: ["--ground", "--surface"], least: 3 },
  { ink: "--urgent-line", on: ["--ground"], least: 3 },
  { ink: "--exit", on: ["--ground"], least: 3 },
  // Pictograms.
  { ink: "--tint-1-ink", on: ["--tint-1"], least: 3 },
  { ink: "--tint-2-ink", on: ["--tint-2"], least: 3 },
  { ink: "--tint-3-ink", on: ["--tint-3"], least: 3 },
];
