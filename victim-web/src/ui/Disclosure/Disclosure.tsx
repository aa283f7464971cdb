import type { ReactNode } from "react";
import { Icon } from "../Icon/Icon.tsx";
import "./Disclosure.css";

export interface DisclosureProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Its place in the page's headings, where it has one. */
  readonly heading?: boolean;
  /** A line of text rather than a box. */
  readonly quiet?: boolean;
  readonly onOpen?: () => void;
}

/** The browser's own `details`: it works before any script, by keyboard, and in every screen reader. */
export function Disclosure({ title, children, heading = false, quiet = false, onOpen }: DisclosureProps) {
  return (
    <details
      className={quiet ? "disclosure quietly" : "disclosure"}
      onToggle={(event) => {
        if (event.currentTarget.open) onOpen?.();
      }}
    >
      <summary>
        <Icon name="open" />
        {heading ? <h3>{title}</h3> : <span>{title}</span>}
      </summary>
      <div className="disclosure-body">{children}</div>
    </details>
  );
}
