import { useSyncExternalStore } from "react";
import type { Page, PageState } from "./page.ts";

export function usePage(page: Page): PageState {
  return useSyncExternalStore(page.subscribe, page.getState);
}
