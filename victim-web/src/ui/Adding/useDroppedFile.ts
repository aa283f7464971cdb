import { useEffect, useRef } from "react";

/** Files that are dropped on the page or pasted into it. That the browser does not open them itself is safety/droppedFiles.ts's. */
export function useDroppedFile(take: ((file: File) => void) | null): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const fromTransfer = (event: Event, transfer: DataTransfer | null): void => {
      const file = transfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      latest.current?.(file);
    };
    const drop = (event: DragEvent): void => fromTransfer(event, event.dataTransfer);
    // A word processor puts a picture of its text beside the text.
    const paste = (event: ClipboardEvent): void => {
      if (!event.clipboardData?.types.includes("text/plain")) fromTransfer(event, event.clipboardData);
    };
    document.addEventListener("drop", drop);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("drop", drop);
      document.removeEventListener("paste", paste);
    };
  }, []);
}
