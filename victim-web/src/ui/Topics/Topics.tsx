import type { Topic } from "@abri/contract/content";
import { useTexts } from "../../i18n/language.ts";
import { Disclosure } from "../Disclosure/Disclosure.tsx";
import { Lines } from "../Lines/Lines.tsx";
import "./Topics.css";

export interface TopicsProps {
  readonly topics: readonly Topic[];
  /** It happens to somebody else: what a witness can do comes instead of what the victim can. */
  readonly witness: boolean;
}

export function Topics({ topics, witness }: TopicsProps) {
  const { advice: words } = useTexts();
  return (
    <div className="topics">
      {topics.map((topic) => (
        <Disclosure key={topic.id} title={topic.title} heading>
          <Part title={words.happening} lines={topic.happening} />
          {witness ? (
            <Part title={words.witness} lines={topic.witness} />
          ) : (
            <>
              <div className="topic-heart">
                <Lines lines={topic.notYourFault} />
              </div>
              <Part title={words.now} lines={topic.now} />
            </>
          )}
          <Part title={words.help} lines={topic.help} />
        </Disclosure>
      ))}
    </div>
  );
}

function Part({ title, lines }: { readonly title: string; readonly lines: Topic["happening"] }) {
  return (
    <div className="topic-part">
      <h4>{title}</h4>
      <Lines lines={lines} />
    </div>
  );
}
