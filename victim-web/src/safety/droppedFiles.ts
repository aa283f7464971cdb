/**
 * A browser opens what is dropped on a page in the page's place: the conversation would be gone, and the file's name in the address bar. Only
 * text may be dropped, and only into a field. Whoever wants a dropped file listens too (`useDroppedFile`).
 */
export function openNothingDropped(): void {
  const keep = (event: DragEvent): void => {
    const isFile = event.dataTransfer?.types.includes("Files") === true;
    if (isFile || !(event.target instanceof HTMLTextAreaElement)) event.preventDefault();
  };
  document.addEventListener("dragover", keep);
  document.addEventListener("drop", keep);
}
