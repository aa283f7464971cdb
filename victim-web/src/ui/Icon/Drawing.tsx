import type { IconNode } from "lucide";
import { createElement } from "react";

/** A drawing of Lucide. It always stands beside words, so it is hidden from screen readers. */
export function Drawing({ node, className = "icon" }: { readonly node: IconNode; readonly className?: string }) {
  return (
    <svg className={className} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {node.map(([tag, attributes], index) => createElement(tag, { key: index, ...attributes }))}
    </svg>
  );
}
