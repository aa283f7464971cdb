import { useEffect, useRef } from "react";

/** Files that are dropped on the page or pasted into it. That the browser does not open them itself is safety/droppedFiles.ts's. */
export function useDroppedFiles(take: ((files: readonly File[]) => void) | null): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const fromTransfer = (event: Event, transfer: DataTransfer | null): void => {
      const files = [...(transfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      latest.current?.(files);
    };
    const drop = (event: DragEvent): void => fromTransfer(event, event.dataTransfer);
    // A word processor puts a picture of its text beside the text; beside a file that was copied stands nothing but its name.
    const paste = (event: ClipboardEvent): void => {
      const types = event.clipboardData?.types ?? [];
      const isText = types.includes("text/plain") && (types.includes("text/html") || types.includes("text/rtf"));
      if (!isText) fromTransfer(event, event.clipboardData);
    };
    document.addEventListener("drop", drop);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("drop", drop);
      document.removeEventListener("paste", paste);
    };
  }, []);
}
