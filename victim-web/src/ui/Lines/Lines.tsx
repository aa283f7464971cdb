import type { Line } from "@abri/contract/content";
import { Pictogram } from "../Pictogram/Pictogram.tsx";
import "./Lines.css";

/** A few sentences, one under the other, each with its pictogram where there is one. */
export function Lines({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <ul className="lines">
      {lines.map(({ text, pictogram }) => (
        <li key={text}>
          {pictogram === null ? null : <Pictogram name={pictogram} />}
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
