import type { ReturningTexts } from "@abri/contract/content";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useLanguageStore, useTexts } from "../../i18n/language.ts";
import type { ConversationModel } from "../../view-models/conversationModel.ts";
import type { ConversationActions } from "../../view-models/useConversation.ts";
import type { KeepSheetProps } from "../Returning/screens.ts";

type Opening =
  | { readonly at: "closed" | "loading" | "failed" }
  | { readonly at: "open"; readonly Sheet: (props: KeepSheetProps) => ReactNode; readonly words: ReturningTexts };

interface Keeping {
  /** Stands above the log; `null` when it is over. */
  readonly button: ReactNode;
  /** In the composer's place, when there is one. */
  readonly sheet: ReactNode;
}

/**
 * The way to a phrase to come back with. What is behind it is loaded when it is asked for, and takes the composer's place while it is open: the
 * text in there is kept. A hook, and not a component around the conversation, whose closures would hold what was said longer than it is shown.
 */
export function useKeeping(
  { over, canKeep, kept }: Pick<ConversationModel, "over" | "canKeep" | "kept">,
  actions: ConversationActions | null,
): Keeping {
  const { conversation: words, attach } = useTexts();
  const [opening, setOpening] = useState<Opening>({ at: "closed" });
  const languages = useLanguageStore();
  const toFocus = useRef<HTMLButtonElement>(null);

  const open = async (): Promise<void> => {
    setOpening({ at: "loading" });
    try {
      const [{ KeepSheet }, returning] = await Promise.all([import("../Returning/screens.ts"), languages.returning()]);
      setOpening({ at: "open", Sheet: KeepSheet, words: returning });
    } catch {
      // No network at this moment: pressed again, it is tried again.
      setOpening({ at: "failed" });
    }
  };

  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && opening.at === "closed") toFocus.current?.focus();
    wasOpen.current = opening.at === "open";
  }, [opening]);

  const sheet =
    opening.at === "open" && actions !== null && !over ? (
      <opening.Sheet words={opening.words} actions={actions} close={() => setOpening({ at: "closed" })} />
    ) : null;
  const button = over ? null : (
    <div className="talk-keep">
      <button
        ref={toFocus}
        type="button"
        className="quiet"
        disabled={actions === null || !canKeep || opening.at === "loading" || opening.at === "open"}
        onClick={() => void open()}
      >
        {words.keep}
      </button>
      {opening.at === "failed" ? <p role="alert">{attach.notLoaded}</p> : null}
      {kept && opening.at !== "open" ? <p className="soft">{words.kept}</p> : null}
    </div>
  );
  return { button, sheet };
}
