import { useEffect, useRef } from "react";

/**
 * Files that are dropped on the page or pasted into it. Also while nothing can be added: a browser opens a dropped file in the page's
 * place, and the conversation would be gone.
 */
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
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const drop = (event: DragEvent): void => fromTransfer(event, event.dataTransfer);
    // A word processor puts a picture of its text beside the text.
    const paste = (event: ClipboardEvent): void => {
      if (!event.clipboardData?.types.includes("text/plain")) fromTransfer(event, event.clipboardData);
    };
    document.addEventListener("dragover", over);
    document.addEventListener("drop", drop);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("dragover", over);
      document.removeEventListener("drop", drop);
      document.removeEventListener("paste", paste);
    };
  }, []);
}
