/** `npm run train` as whoever trains runs it: simulated victims, an officer who answers them, and a victim who comes meanwhile. */
import { type ChildProcess, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import type { OfficerClient } from "@abri/officer";
import { afterEach, describe, expect, inject, it } from "vitest";
import { deskDatabase } from "./src/databases.ts";
import { dismiss, endpoints, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const WAIT_MS = 90_000;
const over: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of over.splice(0).reverse()) await end();
});

/** One run of it; what it says. */
class Training {
  said = "";
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;
  constructor(args: readonly string[], env: Record<string, string> = {}) {
    const program = join(import.meta.dirname, "../training/src/main.ts");
    this.#child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, ABRI_HOME: dirname(inject("endpointsFile")), ...env },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (bytes: Buffer) => (this.said += bytes.toString("utf8")));
    this.ended = new Promise((resolve) => this.#child.on("close", resolve));
    over.push(() => this.stop());
  }
  untilSays(text: string, times = 1): Promise<void> {
    return until(`« ${text} » from the training, ${times} times`, WAIT_MS, () => this.said.split(text).length > times);
  }
  stop(): Promise<number | null> {
    this.#child.kill("SIGINT");
    return this.ended;
  }
}

async function accepted(officer: OfficerClient): Promise<{ name: string; roomId: string }> {
  const { name, roomId } = await officer.waitForInvitation(WAIT_MS);
  await officer.accept(roomId);
  return { name, roomId };
}
const hears = (officer: OfficerClient, roomId: string, text: string): Promise<unknown> =>
  officer.waitForMessage(roomId, (one) => one.kind === "text" && one.text.includes(text), WAIT_MS);

describe("npm run train", () => {
  it("plays two at once with a real officer, marked everywhere; a victim who comes later is offered all the same", async () => {
    const training = new Training(["--scenario", "sextorsion", "--scenario", "harcelement-college"]);
    await training.untilSays("attend un agent", 2);
    const amina = await officerOnDuty("amina", 2);
    over.push(() => dismiss("amina", amina));
    // At once: an invitation stands for seconds only in this system.
    const exercises = await Promise.all([accepted(amina), accepted(amina)]);
    for (const { name, roomId } of exercises) {
      expect(name).toMatch(/^\[EXERCICE\] Conversation \d\d-\d\d$/);
      const intake = await until("the intake", WAIT_MS, async () => (await amina.intake(roomId)) !== null).then(() =>
        amina.intake(roomId),
      );
      expect(intake).toMatchObject({ training: true, body: expect.stringMatching(/^\[EXERCICE\] /) as string });
    }
    const roomOf = async (words: string): Promise<string> => {
      const texts = await Promise.all(exercises.map(({ roomId }) => amina.messages(roomId)));
      const at = texts.findIndex((said) => said.some((one) => one.kind === "text" && one.text.includes(words)));
      return exercises[at]?.roomId ?? "";
    };
    await until(
      "both to be written",
      WAIT_MS,
      async () => (await roomOf("jusqu'à minuit")) !== "" && (await roomOf("au collège")) !== "",
    );
    const [online, school] = [await roomOf("jusqu'à minuit"), await roomOf("au collège")];
    // Each answers to what it is asked, and only there.
    await amina.send(online, "Bonsoir, je suis là. Quel âge as-tu ?");
    await amina.send(school, "Depuis combien de temps ça dure ?");
    await Promise.all([hears(amina, online, "16 ans"), hears(amina, school, "depuis la rentrée")]);

    // Both places are taken by exercises: a victim does not wait for them.
    const victim = await VictimBrowser.open(endpoints().victimWeb);
    over.push(() => victim.close());
    await victim.choose("school");
    await victim.start();
    await victim.write("je suis vraiment là");
    const real = await accepted(amina);
    expect(real.name).toMatch(/^Conversation \d\d-\d\d$/);
    await hears(amina, real.roomId, "je suis vraiment là");
    expect(await amina.intake(real.roomId)).not.toHaveProperty("training");

    // The scenario's own end.
    await amina.send(online, "Racontez-moi : il vous menace ?");
    await hears(amina, online, "300 euros");
    await amina.send(online, "Le 3018 peut faire retirer les photos.");
    await hears(amina, online, "faire enlever des photos");
    await training.untilSays("sextorsion : terminé (victim)");
    expect(await training.stop()).toBe(0);
    expect(training.said).toContain("harcelement-college : terminé (victim)");
    await until("both exercises to be closed", WAIT_MS, () =>
      exercises.every(({ roomId }) => amina.membership(roomId) === "leave"),
    );
    expect(amina.membership(real.roomId)).toBe("join");
    await victim.end();

    const database = await deskDatabase(endpoints());
    over.push(() => database.end());
    const joined =
      "select training, count(distinct ref)::int as n from audit where what = 'joined' group by training order by training";
    const { rows } = await database.query<{ training: boolean; n: number }>(joined);
    expect(rows.filter(({ training: is }) => is)).toEqual([{ training: true, n: 2 }]);
    expect(rows.find(({ training: is }) => !is)?.n).toBeGreaterThan(0);
  });

  it("says what is wrong, and starts nothing: an unknown scenario, a count that is none, another token", async () => {
    const unknown = new Training(["--scenario", "personne"]);
    expect(await unknown.ended).toBe(1);
    expect(unknown.said).toContain("harcelement-college");
    const count = new Training(["--count", "0"]);
    expect(await count.ended).toBe(1);
    expect(count.said).toContain("Usage");
    // Any file that is not the token's.
    const refused = new Training(["--token-file", join(import.meta.dirname, "package.json")]);
    expect(await refused.ended).toBe(1);
    const mistaken = new Training(["--token-file", join(dirname(inject("endpointsFile")), "appservice/secret")]);
    expect(await mistaken.ended).toBe(1);
    expect(mistaken.said).toContain("refusé");
    expect(mistaken.said).not.toContain("attend un agent");
  });
});
