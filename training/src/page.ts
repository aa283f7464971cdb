/** The victim's page without a browser: the same conversation, the same Matrix client, by the same gateway. One for the program. */
import { PageConfig, TRAINING_HEADER } from "@abri/contract";
import type { PageContent } from "@abri/contract/content";
import type { SecureRoom } from "../../victim-web/src/conversation/ports.ts";
import { Languages } from "../../victim-web/src/i18n/languages.ts";
import { MatrixRoom } from "../../victim-web/src/matrix/worker/matrixRoom.ts";
import { PageSigns } from "../../victim-web/src/matrix/worker/pageSigns.ts";
import { silenceGlobalLogger } from "../../victim-web/src/matrix/worker/silence.ts";

export interface Page {
  readonly config: PageConfig;
  /** The page's words, in its default language until another is chosen. */
  languages(): Languages;
  /** As the browser's, from this page: its start is an exercise's. */
  readonly fetch: typeof fetch;
  openableRoom(): SecureRoom;
  /** Resolves when nothing that was sent is still on its way: the last notice of a page that has left. */
  settled(): Promise<void>;
}

/** @throws when no page of ours is there. */
export async function openPage(address: string, trainingToken: string): Promise<Page> {
  const { origin } = new URL(address);
  const html = await (await fetch(address)).text();
  const config = PageConfig.parse(block(html, "abri-page-config"));
  const content = block(html, "abri-content") as PageContent;
  // The page's own code asks the browser where it stands.
  Object.assign(globalThis, { location: { origin } });
  silenceGlobalLogger();
  const underWay = new Set<Promise<unknown>>();
  const fromPage: typeof fetch = (resource, init = {}) => {
    const url = new URL(resource instanceof Request ? resource.url : resource, origin);
    const headers = new Headers(init.headers);
    if (url.pathname === "/api/conversations") headers.set(TRAINING_HEADER, trainingToken);
    const answer = fetch(url, { ...init, headers });
    if (init.method === "POST") {
      const over = answer.then(
        () => undefined,
        () => undefined,
      );
      underWay.add(over);
      void over.finally(() => underWay.delete(over));
    }
    return answer;
  };
  return {
    config,
    languages: () => new Languages(content, fromPage),
    fetch: fromPage,
    openableRoom: () => new Room(config),
    settled: () => Promise.all(underWay).then(() => undefined),
  };
}

class Room extends MatrixRoom implements SecureRoom {
  constructor(config: PageConfig) {
    super(config, new PageSigns());
  }
}

function block(html: string, id: string): unknown {
  const text = new RegExp(`<script type="application/json" id="${id}">(.*?)</script>`, "s").exec(html)?.[1];
  if (text === undefined) throw new Error(`no ${id} in the page`);
  return JSON.parse(text);
}
