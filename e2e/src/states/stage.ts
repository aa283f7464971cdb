/** What the walk through a conversation's states needs: those who talk, and whoever looks. */
import type { OfficerClient } from "@abri/officer";
import type { Page } from "playwright-core";
import type { HostileServer } from "../hostileServer.ts";
import type { VictimBrowser } from "../victimBrowser.ts";

export interface Colleague {
  readonly officer: OfficerClient;
  /** The room in which their corps is given orders. */
  readonly permanence: string;
}

export interface Stage {
  /** Opens the page in another new browser; whoever made the stage closes it. */
  readonly open: () => Promise<VictimBrowser>;
  /** A demonstration officer, on duty with room for one conversation. */
  readonly onDuty: (localpart: string) => Promise<Colleague>;
  /** Whoever runs the victims' homeserver. */
  readonly server: HostileServer;
  /** A user with a sound identity, whom nobody has attested. */
  readonly stranger: () => Promise<OfficerClient>;
  /** Called in each state, under its name; the page stands still meanwhile. */
  readonly look: (page: Page, state: string) => Promise<void>;
}

/** Presses the last button of just that name: in a conversation the newest is at its end. */
export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).last().click();
