import { type RefObject, useEffect } from "react";

/**
 * Keeps an element as high as what a phone's keyboard leaves of the screen. Safari lays the page out as if the keyboard were not there; only
 * the visual viewport tells. Set through the CSSOM, which the content security policy permits.
 */
export function useVisibleHeight(element: RefObject<HTMLElement | null>, changed: () => void): void {
  useEffect(() => {
    const { visualViewport } = window;
    if (!visualViewport) return undefined;
    const fit = (): void => {
      // Zoomed in by hand, the visual viewport is small for another reason.
      if (visualViewport.scale > 1.01) return;
      element.current?.style.setProperty("--visible-height", `${visualViewport.height}px`);
      changed();
    };
    fit();
    visualViewport.addEventListener("resize", fit);
    return () => visualViewport.removeEventListener("resize", fit);
  }, [element, changed]);
}
