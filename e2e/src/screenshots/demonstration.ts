/** The victims' browsers and the demonstration officers of a system that `npm start` has started. */
import type { Endpoints } from "@abri/local-system";
import { openOfficer } from "@abri/officer";
import { createCrossSignedClient, newAccount } from "@abri/officer/testing";
import { HostileServer } from "../hostileServer.ts";
import type { Stage } from "../states/stage.ts";
import { VictimBrowser } from "../victimBrowser.ts";

/** @param home its state directory. `leave`: closes what was opened, whatever has happened. */
export function stageOf(
  endpoints: Endpoints,
  home: string,
  look: Stage["look"],
): { readonly stage: Stage; readonly leave: () => Promise<void> } {
  const leaving: (() => Promise<void>)[] = [];
  const stage: Stage = {
    look,
    server: new HostileServer(endpoints, home),
    stranger: async () => {
      const stranger = await createCrossSignedClient(await newAccount(endpoints, "victims"));
      leaving.push(() => stranger.close());
      return stranger;
    },
    open: async () => {
      const victim = await VictimBrowser.open(endpoints.victimWeb);
      leaving.push(() => victim.close());
      return victim;
    },
    onDuty: async (localpart) => {
      const account = endpoints.officers.find(({ userId }) => userId.startsWith(`@${localpart}:`));
      const permanence = endpoints.permanences.find(({ corps }) => corps === account?.corps)?.roomId;
      if (account === undefined || permanence === undefined) throw new Error(`no officer ${localpart}`);
      const officer = await openOfficer(account);
      leaving.push(async () => {
        await officer.offDuty(permanence);
        // Where the walk broke off, somebody would be in it for as long as the desk waits for the page.
        for (const { roomId } of officer.conversations()) await officer.leave(roomId);
        await officer.close();
      });
      await officer.onDuty(permanence, { capacity: 1, skills: [] });
      return { officer, permanence };
    },
  };
  const leave = async (): Promise<void> => {
    for (const one of leaving.reverse()) await one();
  };
  return { stage, leave };
}
