import { RETURN_PICTURES, type ReturnPicture } from "@abri/contract/returnPictures";
import type { ReturningTexts } from "@abri/contract/content";
import { Drawing } from "../Icon/Drawing.tsx";
import { PICTURE_DRAWINGS } from "./pictures.ts";
import "./PicturePhrase.css";

type Names = ReturningTexts["pictures"];

/** The pictures of a phrase in their order, each with its name: it is said to oneself, and read out. */
export function PictureList({
  pictures,
  names,
}: {
  readonly pictures: readonly ReturnPicture[];
  readonly names: Names;
}) {
  return (
    <ol className="phrase-pictures">
      {pictures.map((picture, index) => (
        <li key={index}>
          <Drawing node={PICTURE_DRAWINGS[picture]} />
          {names[picture]}
        </li>
      ))}
    </ol>
  );
}

/** All 64, to tap. */
export function PictureChoice({
  names,
  label,
  pick,
}: {
  readonly names: Names;
  readonly label: string;
  readonly pick: (picture: ReturnPicture) => void;
}) {
  return (
    <div className="phrase-choice" role="group" aria-label={label}>
      {RETURN_PICTURES.map((picture) => (
        <button key={picture} type="button" aria-label={names[picture]} onClick={() => pick(picture)}>
          <Drawing node={PICTURE_DRAWINGS[picture]} />
        </button>
      ))}
    </div>
  );
}
