/** What whoever runs the victims' homeserver can do: memberships and state in the bot's name, and a desk that does not notice. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Endpoints } from "@abri/local-system";
import { deskDatabase } from "./databases.ts";

export class HostileServer {
  readonly #endpoints: Endpoints;
  readonly #home: string;

  /** @param home the state directory of a running system */
  constructor(endpoints: Endpoints, home: string) {
    this.#endpoints = endpoints;
    this.#home = home;
  }

  /** Invites in the name of the bot, with the application service's own token. */
  async inviteAsBot(roomId: string, userId: string): Promise<void> {
    await this.#asBot("POST", roomId, "invite", { user_id: userId });
  }

  /** Changes the room's state in the name of the bot, which may change all of it. */
  async changeAsBot(roomId: string, type: string, content: object): Promise<void> {
    await this.#asBot("PUT", roomId, `state/${type}`, content);
  }

  /** While `during` runs, nothing that happens in a room reaches the desk: the table in which Synapse's pushes are stored is locked. */
  async withBlindDesk<T>(during: () => Promise<T>): Promise<T> {
    const client = await deskDatabase(this.#endpoints);
    try {
      await client.query("BEGIN");
      await client.query("LOCK TABLE inbox IN EXCLUSIVE MODE");
      return await during();
    } finally {
      await client.query("ROLLBACK");
      await client.end();
    }
  }

  async #asBot(method: string, roomId: string, what: string, body: object): Promise<void> {
    const registration = readFileSync(join(this.#home, "appservice/registration.yaml"), "utf8");
    const token = /^as_token: "?([^"\n]+)"?$/m.exec(registration)?.[1];
    if (token === undefined) throw new Error("no as_token in the registration");
    const victims = this.#endpoints.homeservers.find(({ role }) => role === "victims");
    if (victims === undefined) throw new Error("no homeserver of the victims");
    const answer = await fetch(`${victims.client}/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/${what}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
  }
}
