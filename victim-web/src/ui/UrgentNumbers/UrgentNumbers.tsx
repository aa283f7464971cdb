import { useEffect, useRef } from "react";
import { useNumbers, useTexts } from "../../i18n/language.ts";
import { Icon } from "../Icon/Icon.tsx";
import "./UrgentNumbers.css";

/** The numbers to call now, above the conversation. It folds away when there is need of the room; writing goes on beneath it. */
export function UrgentNumbers({ takeFocus }: { readonly takeFocus: boolean }) {
  const { danger } = useTexts();
  const summary = useRef<HTMLElement>(null);
  // Asked for by a button that is gone now: whoever does not see the screen is led here.
  useEffect(() => {
    if (takeFocus) summary.current?.focus();
  }, [takeFocus]);
  const urgent = useNumbers().filter((one) => one.urgent);
  return (
    <section className="urgent" aria-label={danger.title}>
      <details open>
        <summary ref={summary}>
          <Icon name="call" />
          <span>{danger.title}</span>
          <Icon name="open" />
        </summary>
        <ul>
          {urgent.map(({ number, href, who }) => (
            <li key={number}>
              <a href={href}>
                <strong>{number}</strong> <span>{who}</span>
              </a>
            </li>
          ))}
        </ul>
        <p>{danger.note}</p>
      </details>
    </section>
  );
}
