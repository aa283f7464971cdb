/** The application service is killed in the middle of a conversation: nothing is lost, nothing comes twice. */
import type { OfficerClient } from "@abri/officer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dismiss, endpoints, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const killed = () => endpoints().processes.filter(({ name }) => name.startsWith("appservice"));

describe("kill -9 of the application service", () => {
  let victim: VictimBrowser;
  let amina: OfficerClient;

  beforeAll(async () => {
    amina = await officerOnDuty("amina", 1);
    victim = await VictimBrowser.open(endpoints().victimWeb);
  });

  afterAll(async () => {
    await victim.close();
    await dismiss("amina", amina);
  });

  it("loses nothing and doubles nothing, whoever writes while it is down", async () => {
    await victim.choose("home");
    await victim.start();
    await victim.write("avant la panne");
    const { roomId } = await amina.waitForInvitation(60_000);
    await amina.accept(roomId);
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === "avant la panne", 30_000);

    const before = killed().map(({ pid }) => pid);
    for (const pid of before) process.kill(pid, "SIGKILL");
    await victim.write("pendant la panne, un");
    await victim.write("pendant la panne, deux");
    await amina.send(roomId, "réponse pendant la panne");
    await until("the application service runs again", 60_000, () => killed().every(({ pid }) => !before.includes(pid)));

    await victim.sees("réponse pendant la panne");
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === "pendant la panne, deux", 60_000);
    await victim.write("après la panne");
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === "après la panne", 60_000);

    const texts = (await amina.messages(roomId)).map((m) => (m.kind === "text" ? m.text : m.kind));
    expect(texts.filter((text) => text !== "réponse pendant la panne")).toEqual([
      "avant la panne",
      "pendant la panne, un",
      "pendant la panne, deux",
      "après la panne",
    ]);
    for (const text of texts) expect(await victim.log.getByText(text, { exact: true }).count()).toBe(1);
  });

  it("still ends the conversation", async () => {
    await victim.end();
    await victim.statusSays(/termin/i);
    await until("the officer is out of the room", 30_000, () =>
      amina.client
        .getRooms()
        .every((room) => !room.name.startsWith("Conversation") || room.getMyMembership() !== "join"),
    );
    expect(amina.invitations()).toEqual([]);
  });
});
