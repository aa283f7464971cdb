/**
 * How else a conversation can wait and end. What the desk or the browser says is put in its place: it is the screen that is looked at, and
 * other tests see that the desk says so.
 */
import { StartResponse, type VictimStatus } from "@abri/contract";
import type { VictimBrowser } from "../victimBrowser.ts";
import { STATUS } from "./beginning.ts";
import { meetTampering } from "./hostile.ts";
import type { Stage } from "./stage.ts";

const STATED: Readonly<Record<string, VictimStatus>> = {
  "waiting-estimate": { phase: "waiting", ready: true, position: 3, minutes: 10 },
  "ended-officer": { phase: "closed", reason: "officer" },
  "ended-idle": { phase: "closed", reason: "idle" },
  "ended-unanswered": { phase: "closed", reason: "unanswered" },
  "ended-failed": { phase: "closed", reason: "failed" },
};
const SAYS: Readonly<Record<string, RegExp>> = {
  "waiting-estimate": /en position 3 .* 10 minutes/,
  "ended-officer": /répondait est partie/,
  "ended-idle": /plus donné de nouvelles/,
  "ended-unanswered": /n'a pu vous répondre/,
  "ended-failed": /à cause d'une panne/,
};

export async function endInEveryWay(stage: Stage, victim: VictimBrowser, url: string): Promise<void> {
  const { look } = stage;
  const { page, context } = victim;
  const start = async (): Promise<void> => {
    await page.goto(url);
    await victim.choose("online");
    await victim.start();
  };
  for (const [state, status] of Object.entries(STATED)) {
    let told = false;
    await page.route(STATUS, async (route) => {
      // Told once; what is asked afterwards waits, as it does where nothing changes.
      if (told) return;
      told = true;
      await route.fulfill({ json: { version: 99, status } });
    });
    await start();
    await victim.statusSays(SAYS[state] ?? /never/);
    await look(page, state);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  }

  // Nothing that runs; a file that does not come would be asked for again for a long while.
  await context.route(/\.wasm$/, (route) => route.fulfill({ contentType: "application/wasm", body: "no code" }));
  await start();
  await victim.statusSays(/n'arrive pas à protéger la conversation/);
  await look(page, "refused-encryption");
  await context.unrouteAll({ behavior: "ignoreErrors" });
  const answered = page.waitForResponse(/\/api\/conversations$/);
  await start();
  await victim.statusSays(/dès votre premier message/i);
  const { roomId } = StartResponse.parse(await (await answered).json());
  await meetTampering(stage, victim, roomId);
  await page.route(/\/api\/conversations$/, (route) =>
    route.fulfill({ status: 403, json: { errcode: "M_FORBIDDEN", error: "no" } }),
  );
  await start();
  await victim.statusSays(/ne peut pas ouvrir de conversation/);
  await look(page, "refused-unavailable");
  await page.unrouteAll({ behavior: "ignoreErrors" });

  await page.route(/\/api\/conversations$/, (route) => route.abort());
  await start();
  await victim.statusSays(/connexion perdue/i);
  await look(page, "unreached");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await start();
  await victim.statusSays(/dès votre premier message/i);
  await context.setOffline(true);
  await page.getByRole("button", { name: "Terminer la conversation" }).click();
  await victim.statusSays(/le service sera prévenu/);
  await look(page, "ended-untold");
  await context.setOffline(false);
  await victim.statusSays(/^Vous avez terminé la conversation\.$/);
}
