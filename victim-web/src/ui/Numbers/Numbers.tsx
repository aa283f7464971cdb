import { useNumbers, useTexts } from "../../i18n/language.ts";
import "./Numbers.css";

export function Numbers() {
  const { numbers: words } = useTexts();
  const numbers = useNumbers();
  return (
    <section className="numbers" aria-labelledby="numbers-title">
      <h2 id="numbers-title">{words.title}</h2>
      <ul>
        {numbers.map((one) => (
          <li key={one.number}>
            <a href={one.href}>
              <strong>{one.number}</strong>
              <span>
                <b>{one.who}</b>
                <span className="numbers-what">{one.what}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
      <p className="numbers-note">{words.note}</p>
    </section>
  );
}
