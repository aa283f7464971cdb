/** Devices of a victim who comes back: a new one is made, the one before is deleted with its token. */
import { DeviceId, type UserId } from "@abri/contract";
import { z } from "zod";
import type { VictimDevice, VictimDevices } from "../../ports/matrix.ts";
import { Anything, path, unlessRefused, type MatrixClient } from "./client.ts";

const LoggedIn = z.object({ access_token: z.string(), device_id: DeviceId });

export class Devices implements VictimDevices {
  readonly #appservice: MatrixClient;
  readonly #admin: MatrixClient;
  constructor(appservice: MatrixClient, admin: MatrixClient) {
    this.#appservice = appservice;
    this.#admin = admin;
  }

  async make(victim: UserId): Promise<VictimDevice> {
    const { access_token, device_id } = await this.#appservice.call({
      method: "POST",
      path: path`/_matrix/client/v3/login`,
      body: {
        type: "m.login.application_service",
        identifier: { type: "m.id.user", user: victim.slice(1, victim.indexOf(":")) },
      },
      answer: LoggedIn,
    });
    return { accessToken: access_token, deviceId: device_id };
  }

  /** By the administrator: the client-server API would ask the victim's password, which nobody has. */
  async forget(victim: UserId, device: DeviceId): Promise<void> {
    await unlessRefused(
      this.#admin.call({
        method: "DELETE",
        path: path`/_synapse/admin/v2/users/${victim}/devices/${device}`,
        answer: Anything,
      }),
      ["M_NOT_FOUND"],
      undefined,
    );
  }
}
