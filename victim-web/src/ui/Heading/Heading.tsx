import { useEffect, useRef } from "react";

/** A screen's title. It takes the focus when its screen comes up, so that a screen reader says where one is. */
export function Heading({ children, takeFocus = true }: { readonly children: string; readonly takeFocus?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Not on the very first screen: there the browser starts at the top, with the exit first in tab order.
    if (takeFocus && document.activeElement !== null && document.documentElement.dataset["moved"] === "yes") {
      // From the top, where the exit and the preferences are, and not from wherever the last screen was scrolled to.
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    document.documentElement.dataset["moved"] = "yes";
  }, [takeFocus]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
