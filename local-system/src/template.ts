/** Fills in `${name}` in a YAML template. Values are written as JSON, which YAML reads as it is: nothing needs quoting by hand. */
export type TemplateValues = Readonly<Record<string, unknown>>;

/** @throws Error when the template names a value that is not given, or a value is given that it does not name. */
export function render(template: string, values: TemplateValues): string {
  const used = new Set<string>();
  // A comment may speak of `${placeholder}`; only what YAML reads is filled in.
  const lines = template.split("\n").map((line) => {
    if (line.trimStart().startsWith("#")) return line;
    return line.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      if (!(name in values)) throw new Error(`the template needs a value for ${name}`);
      used.add(name);
      return JSON.stringify(values[name]);
    });
  });
  const unused = Object.keys(values).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`the template has no place for ${unused.join(", ")}`);
  return lines.join("\n");
}
