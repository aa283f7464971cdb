/** The officers' widgets with something in them, in a client's stead (`widgetHost/`): in French, a queue, a conversation, its tabs. */
import type { Endpoints } from "@abri/local-system";
import type { OfficerClient } from "@abri/officer";
import { stageOf } from "./demonstration.ts";
import { photograph, SCHEMES } from "./photograph.ts";
import { until } from "../until.ts";
import type { SITUATIONS, VictimBrowser } from "../victimBrowser.ts";
import { type OpenWidget, WidgetHost } from "../widgetHost/widgetHost.ts";

/** As wide as Element's middle column on a common screen. */
const SIZE = { width: 900, height: 520 };
const TABS = ["Accueil", "Réponses", "Orienter", "Danger", "Relève", "Terminer", "Notes"];

export async function photographWidgets(endpoints: Endpoints, home: string): Promise<void> {
  const { stage, leave } = stageOf(endpoints, home, () => Promise.resolve());
  const host = await WidgetHost.beside(endpoints.officerWeb);
  try {
    const { officer: amina, permanence } = await stage.onDuty("amina");
    const victim = await stage.open();
    const roomId = await converse(victim, amina);
    await waits(await stage.open(), "home", "il est là");
    await waits(await stage.open(), "school", "bonjour");
    const whole = await host.open(amina, permanence, { context: { viewport: SIZE } });
    await until("the queue is shown", 30_000, async () => (await whole.frame.getByRole("listitem").count()) > 2);
    await both(whole, "widget-permanence");
    const one = await host.open(amina, roomId, { context: { viewport: SIZE } });
    for (const [at, tab] of TABS.entries()) {
      await one.frame.getByRole("tab", { name: tab }).click();
      await both(one, `widget-conversation-${at + 1}`);
    }
    await victim.end();
    const classify = whole.frame.getByRole("button", { name: /^Classer/ });
    await classify.waitFor();
    await classify.scrollIntoViewIfNeeded();
    await both(whole, "widget-to-classify");
    await classify.click();
    await classify.waitFor({ state: "detached" });
  } finally {
    await leave();
    await host.close();
  }
}

async function converse(victim: VictimBrowser, officer: OfficerClient): Promise<string> {
  await waits(victim, "online", "on me demande de l'argent");
  const { roomId } = await officer.waitForInvitation(60_000);
  await officer.accept(roomId);
  return roomId;
}

async function waits(victim: VictimBrowser, situation: keyof typeof SITUATIONS, said: string): Promise<void> {
  await victim.choose(situation);
  await victim.start();
  await victim.write(said);
}

async function both({ page }: OpenWidget, name: string): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await photograph(page, `${name}-${colorScheme}`);
  }
  console.log(name);
}
