/** Puts the page together: the only file that knows all of its parts. */
import { type ReactNode, StrictMode, useLayoutEffect } from "react";
import { createRoot } from "react-dom/client";
import type { PageContent } from "@abri/contract/content";
import type { Engine } from "./engine.ts";
import { LanguageProvider } from "./i18n/language.ts";
import { Languages } from "./i18n/languages.ts";
import { openNothingDropped } from "./safety/droppedFiles.ts";
import { onLeaving } from "./safety/leaving.ts";
import "./safety/safety.css";
import { App } from "./ui/App/App.tsx";
import { Page } from "./view-models/page.ts";
import "./ui/static.css";

const configText = document.getElementById("abri-page-config")?.textContent ?? null;
const languages = new Languages(readContent(), globalThis.fetch.bind(globalThis));
const page = new Page({ loadEngine, reload, languages, canEncrypt: "WebAssembly" in globalThis });

languages.subscribe(() => {
  const { language, direction } = languages.option;
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
});

// The advice is wanted next: it is there when somebody chooses. Everybody fetches the same, so it tells nothing.
whenIdle(() => void languages.advice("minor").catch(() => undefined));

// The exit itself is in the first script (safety/firstScript.ts), which needs nothing of this.
onLeaving((how) => page.forget(how));
openNothingDropped();
document.addEventListener("visibilitychange", () =>
  page.seen(document.visibilityState === "visible" ? "shown" : "hidden"),
);

const place = document.getElementById("page");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <LanguageProvider value={languages}>
        <InPlaceOfStatic>
          <App page={page} />
        </InPlaceOfStatic>
      </LanguageProvider>
    </StrictMode>,
  );
}

async function loadEngine(): Promise<Engine | null> {
  try {
    const engine = (await import("./engine.ts")).createEngine(configText);
    if (engine !== null) whenIdle(() => engine.preload());
    return engine;
  } catch {
    return null;
  }
}

/** Only when the server answers: the browser's own error page would take the advice and the numbers away. */
async function reload(): Promise<void> {
  const answer = await fetch(location.href, { cache: "no-store", credentials: "omit" }).catch(() => null);
  if (answer?.ok === true) location.reload();
}

/** Takes away what the page says without this code, before the browser paints the first screen: never both, never neither. */
function InPlaceOfStatic({ children }: { readonly children: ReactNode }) {
  useLayoutEffect(() => document.getElementById("static")?.remove(), []);
  return children;
}

/** The encryption comes once the first screen has been painted, so that it never delays a tap. */
function whenIdle(then: () => void): void {
  if ("requestIdleCallback" in window) window.requestIdleCallback(then, { timeout: 2_000 });
  else setTimeout(then, 300);
}

/** The gateway has checked it against the schema, which is not worth its weight here. */
function readContent(): PageContent {
  return JSON.parse(document.getElementById("abri-content")?.textContent ?? "") as PageContent;
}
