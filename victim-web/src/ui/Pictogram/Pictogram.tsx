import type { Pictogram as PictogramName } from "@abri/contract/content";
import { lazy, Suspense } from "react";
import "./Pictogram.css";

const PictogramDrawing = lazy(() => import("./drawings.tsx"));

/** What the sentence beside it says, as a picture. Its place is kept while the drawing is on its way. */
export function Pictogram({ name }: { readonly name: PictogramName }) {
  return (
    <span className="pictogram">
      <Suspense>
        <PictogramDrawing name={name} />
      </Suspense>
    </span>
  );
}
