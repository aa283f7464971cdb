/** Every state of a conversation that a person can see, one after another: axe looks at them, and they are photographed. */
import { addPictures, addPlaces, receive } from "./adding.ts";
import { begin, NEWS, write } from "./beginning.ts";
import { endInEveryWay } from "./endings.ts";
import { meetStranger } from "./hostile.ts";
import { Held } from "./held.ts";
import { beInDanger, beQuietAndAlone, changeOfficers } from "./others.ts";
import { comeBack, keep } from "./returning.ts";
import type { Stage } from "./stage.ts";

export async function everyState(stage: Stage, url: string): Promise<void> {
  const victim = await stage.open();
  await victim.page.clock.install();
  await victim.page.goto(url);
  const news = await Held.behind(victim.context, NEWS);
  const { officer, permanence, roomId } = await begin(stage, victim, news);
  await write(stage, victim, officer, roomId);
  await addPictures(stage, victim);
  await addPlaces(stage, victim);
  await receive(stage, victim, officer, roomId);
  await changeOfficers(stage, victim, news, { officer, permanence }, roomId);
  await news.stop();
  await meetStranger(stage, victim, roomId);
  await beQuietAndAlone(stage, victim);
  const phrase = await keep(stage, victim);
  await beInDanger(stage, victim);
  const again = await comeBack(stage, victim, phrase);
  await again.end();
  await again.statusSays(/terminé la conversation/);
  await stage.look(again.page, "ended-victim");
  const heard = again.page.getByRole("group", { name: "Avez-vous senti qu'on vous écoutait" });
  // Without scrolling: the screen stays as it was just looked at.
  await heard.getByRole("button", { name: "Un peu" }).evaluate((button: HTMLElement) => {
    button.focus({ preventScroll: true });
    button.click();
  });
  await stage.look(again.page, "feedback");
  await endInEveryWay(stage, again, url);
}
