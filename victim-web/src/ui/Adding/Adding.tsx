import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useTexts } from "../../i18n/language.ts";
import type { ConversationActions } from "../../view-models/useConversation.ts";
import type { AddSheetProps } from "../AddSheet/AddSheet.tsx";
import { Icon } from "../Icon/Icon.tsx";
import { useDroppedFiles } from "./useDroppedFiles.ts";
import "./Adding.css";

type Opening =
  | { readonly at: "closed" | "loading" | "failed" }
  | {
      readonly at: "open";
      readonly Sheet: (props: AddSheetProps) => ReactNode;
      /** Dropped or pasted together: each is shown, and sent or not, before the next one. */
      readonly files: readonly File[];
      readonly count: number;
    };

/**
 * The way to what may be added to text. What is behind it is loaded when it is asked for, and takes the composer's place while it is open:
 * the text in there is kept, and there is one « envoyer » at a time.
 */
export function Adding({
  actions,
  children,
}: {
  readonly actions: ConversationActions | null;
  readonly children: (button: ReactNode) => ReactNode;
}) {
  const { attach: words } = useTexts();
  const [opening, setOpening] = useState<Opening>({ at: "closed" });
  const button = useRef<HTMLButtonElement>(null);
  const count = useRef(0);

  const open = useCallback(async (files: readonly File[]): Promise<void> => {
    setOpening({ at: "loading" });
    try {
      const { AddSheet } = await import("../AddSheet/AddSheet.tsx");
      count.current += 1;
      setOpening({ at: "open", Sheet: AddSheet, files, count: count.current });
    } catch {
      // No network at this moment: pressed again, it is tried again.
      setOpening({ at: "failed" });
    }
  }, []);
  useDroppedFiles(actions === null ? null : (files) => void open(files));

  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && opening.at === "closed") button.current?.focus();
    wasOpen.current = opening.at === "open";
  }, [opening]);

  return (
    <>
      <div className="adding-place" hidden={opening.at === "open"}>
        {opening.at === "failed" ? (
          <p className="adding-failed" role="alert">
            {words.notLoaded}
          </p>
        ) : null}
        {children(
          <button
            ref={button}
            type="button"
            className="adding-button"
            aria-label={words.open}
            disabled={actions === null || opening.at === "loading"}
            onClick={() => void open([])}
          >
            <Icon name="add" />
          </button>,
        )}
      </div>
      {opening.at === "open" && actions !== null ? (
        <opening.Sheet
          key={opening.count}
          file={opening.files[0] ?? null}
          actions={actions}
          close={() => {
            const others = opening.files.slice(1);
            if (others.length > 0) void open(others);
            else setOpening({ at: "closed" });
          }}
        />
      ) : null}
    </>
  );
}
