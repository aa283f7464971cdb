/** Each way in which a simulated victim ends, on the running system, with a real officer's client: the desk hears it as from a page. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openOfficer, type OfficerClient } from "@abri/officer";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { z } from "zod";
import { openPage, type Page } from "./page.ts";
import { type End, Scenario } from "./scenario.ts";
import { SimulatedVictim } from "./simulatedVictim.ts";

const WAIT_MS = 60_000;
vi.setConfig({ testTimeout: 180_000 });
const ENDS = ["thanks", "leaves", "emergency", "danger"] as const;
const Endpoints = z.object({
  victimWeb: z.url(),
  postgres: z.string(),
  permanences: z.array(z.object({ corps: z.string(), roomId: z.string() })),
  officers: z.array(
    z.object({
      userId: z.string(),
      password: z.string(),
      homeserver: z.url(),
      corps: z.string(),
      recoveryKey: z.string(),
    }),
  ),
});

let officer: OfficerClient;
let permanence: string;
let database: pg.Client;
let page: Page;

const scenarioOf = (end: End): Scenario =>
  Scenario.parse({
    title: `Finit par ${end}`,
    situation: "home",
    opening: [{ say: `fin ${end}`, afterSeconds: 1 }],
    answers: [
      { id: "end", to: ["au revoir"], says: [{ say: `adieu ${end}`, afterSeconds: 1 }], end },
      { id: "a", to: ["a"], says: [{ say: "oui" }] },
      { id: "b", to: ["b"], says: [{ say: "non" }] },
    ],
    otherwise: ["pardon ?", "comment ?"],
    silence: { say: `il y a quelqu'un ? ${end}`, afterSeconds: 2 },
    ending: { afterReplies: 9, says: [{ say: "fini" }], how: "thanks" },
  });

beforeAll(async () => {
  const file = inject("endpointsFile");
  const { victimWeb, postgres, permanences, officers } = Endpoints.parse(JSON.parse(readFileSync(file, "utf8")));
  const [amina] = officers;
  if (amina === undefined) throw new Error("no officer");
  permanence = permanences.find(({ corps }) => corps === amina.corps)?.roomId ?? "";
  officer = await openOfficer(amina);
  const url = new URL(postgres);
  url.pathname = "/abri";
  database = new pg.Client({ connectionString: url.href });
  await database.connect();
  const token = readFileSync(join(dirname(file), "appservice/training-token"), "utf8").trim();
  page = await openPage(victimWeb, token);
  // An invitation that another test has left behind stands for seconds, and nobody ever says anything in that room.
  for (const { roomId } of officer.invitations()) await officer.decline(roomId);
  await officer.onDuty(permanence, { capacity: ENDS.length, skills: [] });
});

afterAll(async () => {
  await officer.offDuty(permanence);
  await officer.close();
  await database.end();
});

const saysIn = (roomId: string, text: string): Promise<unknown> =>
  officer.waitForMessage(roomId, (one) => one.kind === "text" && one.text.includes(text), WAIT_MS);

/** Who they are, by their first words, and where. */
async function meet(): Promise<[string, string]> {
  const { roomId } = await officer.waitForInvitation(WAIT_MS);
  await officer.accept(roomId);
  const first = await officer.waitForMessage(roomId, (one) => one.kind === "text", WAIT_MS);
  return [first.kind === "text" ? first.text.replace("fin ", "") : "", roomId];
}

describe("simulated victims, several at once", () => {
  it("speak up when nothing is said to them, and each ends its own way", async () => {
    const rooms = new Map<string, string>();
    const played: Promise<void>[] = [];
    // One after another they come, because an invitation stands for seconds only in this system; all are there at the same time.
    for (const end of ENDS) {
      const victim = await SimulatedVictim.make({
        page,
        secondMs: 50,
        tell: () => undefined,
        scenario: scenarioOf(end),
      });
      played.push(victim.play());
      rooms.set(...(await meet()));
    }
    expect(new Set(rooms.keys())).toEqual(new Set(ENDS));
    // Before they end: what is closed is erased at once here, but for its audit lines.
    const known = "select room_id as room, audit_ref as ref from conversations where room_id = any($1)";
    const refs = await database.query<{ room: string; ref: string }>(known, [[...rooms.values()]]);
    for (const [end, roomId] of rooms) {
      await saysIn(roomId, `il y a quelqu'un ? ${end}`);
      await officer.send(roomId, "Au revoir !");
      await saysIn(roomId, `adieu ${end}`);
    }
    await Promise.all(played);
    await page.settled();
    const ofRoom =
      "select what from audit where training and ref = $1 and who = 'victim' and what <> 'opened' order by seq";
    const ended = async (end: End): Promise<string[]> => {
      const ref = refs.rows.find(({ room }) => room === rooms.get(end))?.ref;
      return (await database.query<{ what: string }>(ofRoom, [ref])).rows.map(({ what }) => what);
    };
    expect(await ended("thanks")).toEqual(["closed: victim"]);
    expect(await ended("emergency")).toEqual(["closed: emergency"]);
    expect(await ended("danger")).toEqual(["in danger now", "closed: emergency"]);
    // The page is closed, and nobody has said that the conversation is over.
    expect(await ended("leaves")).toEqual([]);
    const left = rooms.get("leaves");
    const { rows } = await database.query("select page from conversations where room_id = $1", [left]);
    expect(rows).toEqual([{ page: "closed" }]);
    await officer.leave(left ?? "");
  });
});
