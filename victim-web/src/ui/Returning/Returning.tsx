import type { ReturningTexts } from "@abri/contract/content";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useLanguages, useLanguageStore, useTexts } from "../../i18n/language.ts";
import type { Page } from "../../view-models/page.ts";
import { Fetching } from "../Fetching/Fetching.tsx";
import { Heading } from "../Heading/Heading.tsx";
import { Icon } from "../Icon/Icon.tsx";
import type { ReturnScreenProps } from "./screens.ts";

type Opening =
  | { readonly at: "loading" | "failed" }
  | { readonly at: "open"; readonly Screen: (props: ReturnScreenProps) => ReactNode; readonly words: ReturningTexts };

/** The screen for those who have a phrase; its code and its words come when they are asked for. */
export function Returning({ page }: { readonly page: Page }) {
  const { entry, statement } = useTexts();
  const languages = useLanguageStore();
  const { current } = useLanguages();
  const [opening, setOpening] = useState<Opening>({ at: "loading" });
  const load = useCallback(async (): Promise<void> => {
    // In another language it stays as it is until the words are here.
    setOpening((before) => (before.at === "open" ? before : { at: "loading" }));
    try {
      const [{ ReturnScreen }, words] = await Promise.all([import("./screens.ts"), languages.returning()]);
      setOpening({ at: "open", Screen: ReturnScreen, words });
    } catch {
      setOpening({ at: "failed" });
    }
  }, [languages]);
  useEffect(() => void load(), [load, current]);
  return (
    <main className="screen narrow">
      <button type="button" className="quiet" onClick={() => page.backToEntry()}>
        <Icon name="back" />
        {statement.back}
      </button>
      <Heading>{entry.comeBack}</Heading>
      {opening.at === "open" ? (
        <opening.Screen page={page} words={opening.words} />
      ) : (
        <Fetching
          fetched={opening.at === "failed" ? { kind: "failed", retry: () => void load() } : { kind: "loading" }}
        />
      )}
    </main>
  );
}
