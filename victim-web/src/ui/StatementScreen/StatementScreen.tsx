import { useStatement } from "../../i18n/advice.ts";
import { useTexts } from "../../i18n/language.ts";
import { Fetching } from "../Fetching/Fetching.tsx";
import { Heading } from "../Heading/Heading.tsx";
import { Icon } from "../Icon/Icon.tsx";
import "./StatementScreen.css";

/** The accessibility statement: a view, not a page, so that no address and no history tells of it. */
export function StatementScreen({ back }: { readonly back: () => void }) {
  const { statement: words } = useTexts();
  const fetched = useStatement();
  return (
    <main className="screen narrow">
      <button type="button" className="quiet" onClick={back}>
        <Icon name="back" />
        {words.back}
      </button>
      {fetched.kind === "ready" ? (
        <>
          <Heading>{fetched.statement.title}</Heading>
          {fetched.statement.sections.map(({ title, lines }) => (
            <section key={title} className="statement-part">
              <h2>{title}</h2>
              {lines.map((line) => (
                <p key={line}>{line}</p>
              ))}
            </section>
          ))}
        </>
      ) : (
        <>
          <Heading>{words.link}</Heading>
          <Fetching fetched={fetched} />
        </>
      )}
    </main>
  );
}
