import { wordsFor } from "../../words/words.ts";

/** The page opened by itself, in no Matrix client. */
export function Outside({ language }: { readonly language: string }) {
  return (
    <main className="plain">
      <p role="status">{wordsFor(language).words.status.outside}</p>
    </main>
  );
}
