import { useEffect, useRef, useState } from "react";
import { useTexts } from "../../i18n/language.ts";
import type { ConversationActions } from "../../view-models/useConversation.ts";
import { usePictureDraft, usePositionDraft } from "../../view-models/drafts.ts";
import { Icon } from "../Icon/Icon.tsx";
import { PicturePart } from "./PicturePart.tsx";
import { PositionPart } from "./PositionPart.tsx";
import "./AddSheet.css";

export interface AddSheetProps {
  /** One that was dropped or pasted; `null` when the person is still to choose. */
  readonly file: File | null;
  readonly actions: ConversationActions;
  readonly close: () => void;
}

type Part = "choice" | "picture" | "position" | "address";

/** JPEG, PNG and WebP by name, not `image/*`: an iPhone then hands over a JPEG of its own pictures, and offers its camera. */
const ACCEPTED = "image/jpeg,image/png,image/webp";

/** What may be added to text: a picture, a place, an address. Each is shown before it is sent, and nothing is asked before it is pressed. */
export function AddSheet({ file, actions, close }: AddSheetProps) {
  const { attach: words } = useTexts();
  const [part, setPart] = useState<Part>(file === null ? "choice" : "picture");
  const picture = usePictureDraft(actions);
  const position = usePositionDraft(actions);
  const chooser = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    if (file !== null) void picture.draft.take(file);
  }, [file, picture.draft]);
  useEffect(() => heading.current?.focus(), [part]);

  const choose = (): void => chooser.current?.click();
  const chosen = (input: HTMLInputElement): void => {
    const [one] = input.files ?? [];
    // The same file may be chosen again, and its name stays nowhere.
    input.value = "";
    if (one === undefined) return;
    setPart("picture");
    void picture.draft.take(one);
  };

  return (
    <section className="sheet" aria-labelledby="sheet-title">
      <h2 id="sheet-title" ref={heading} tabIndex={-1}>
        {part === "picture" ? words.picture.title : part === "choice" ? words.title : words.position.title}
      </h2>
      <input ref={chooser} type="file" accept={ACCEPTED} hidden onChange={(event) => chosen(event.currentTarget)} />
      {part === "choice" ? (
        <>
          <ul className="sheet-choices">
            <li>
              <button type="button" className="sheet-choice" onClick={choose}>
                <Icon name="picture" />
                {words.choosePicture}
              </button>
            </li>
            <li>
              <button
                type="button"
                className="sheet-choice"
                onClick={() => {
                  setPart("position");
                  void position.draft.ask();
                }}
              >
                <Icon name="place" />
                {words.sharePosition}
              </button>
            </li>
            <li>
              <button type="button" className="sheet-choice" onClick={() => setPart("address")}>
                <Icon name="write" />
                {words.writeAddress}
              </button>
            </li>
          </ul>
          <button type="button" className="quiet" onClick={close}>
            {words.cancel}
          </button>
        </>
      ) : part === "picture" ? (
        <PicturePart
          state={picture.state}
          another={choose}
          send={(one) => {
            actions.sendPicture(one);
            close();
          }}
          cancel={close}
        />
      ) : (
        <PositionPart
          state={position.state}
          ask={() => void position.draft.ask()}
          send={(place, address) => {
            position.send(place, address);
            close();
          }}
          cancel={close}
        />
      )}
    </section>
  );
}
