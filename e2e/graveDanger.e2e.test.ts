/** Grave danger on the officers' side: it rings louder than an offer, calls supervisors, and a patrol is ordered, which the operations room is told. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { OfficerClient } from "@abri/officer";
import type { MatrixEvent } from "matrix-js-sdk";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { axeFindings } from "./src/axe.ts";
import { saidIn, signalOf } from "./src/permanence.ts";
import { dismiss, endpoints, officerOnDuty, permanenceOf } from "./src/system.ts";
import { until } from "./src/until.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";
import { WidgetHost } from "./src/widgetHost/widgetHost.ts";

const PLACE = { latitude: 48.856_614_2, longitude: 2.352_221_9, accuracy: 23.4 };
const SAID = "il est dans l'escalier";

interface Told {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const { port, secret } = inject("operations");
const told: Told[] = [];
let operations: Server;
let host: WidgetHost;
let victim: VictimBrowser;
let amina: OfficerClient;
let bruno: OfficerClient;
/** What was in the Permanence before: other tests' alarms among it. */
let before = new Set<string | undefined>();

beforeAll(async () => {
  operations = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      told.push({ headers: request.headers, body });
      // It is away at first.
      response.writeHead(told.length === 1 ? 503 : 204).end();
    });
  });
  await new Promise<void>((resolve) => operations.listen(port, "127.0.0.1", resolve));
  host = await WidgetHost.beside(endpoints().officerWeb);
  amina = await officerOnDuty("amina", 2);
  bruno = await officerOnDuty("bruno", 1);
  await bruno.offDuty(permanenceOf("police"));
  await amina.offDuty(permanenceOf("police"));
  before = new Set([amina, bruno].flatMap((officer) => saidTo(officer, /./).map((event) => event.getId())));
  victim = await VictimBrowser.open(endpoints().victimWeb);
});

afterAll(async () => {
  if (!(await victim.hasEnded())) await victim.end();
  await victim.close();
  await host.close();
  operations.close();
  await dismiss("amina", amina);
  await dismiss("bruno", bruno);
});

/** What the bot has said in the Permanence since this file began, as this officer's client has it. */
function saidTo(officer: OfficerClient, words: RegExp): MatrixEvent[] {
  return saidIn(officer, permanenceOf("police"), words).filter((event) => !before.has(event.getId()));
}

it("rings louder than an offer, for the supervisor too, and says how to take it; an answer of the bot rings for nobody", async () => {
  await victim.page.getByRole("button", { name: "Je suis en danger maintenant" }).click();
  await victim.write(SAID);
  const words = /^DANGER, conversation \d\d-\d\d : .*!prendre \d\d-\d\d$/;
  await until("the supervisor is called", 30_000, () => saidTo(bruno, words).length > 0);
  expect(signalOf(bruno, saidTo(bruno, words)[0])).toEqual({ notify: true, highlight: true, sound: true });
  // Nobody else is on duty: amina hears of it and is not called.
  await until("amina reads it", 30_000, () => saidTo(amina, words).length > 0);
  expect(signalOf(amina, saidTo(amina, words)[0]).highlight).toBe(false);
  await amina.onDuty(permanenceOf("police"), { capacity: 1, skills: [] });
  await amina.client.sendTextMessage(permanenceOf("police"), "!aide");
  await until("the bot has answered", 30_000, () => saidTo(amina, /^Ce que l’on peut écrire ici/).length > 0);
  expect(signalOf(amina, saidTo(amina, /^Ce que l’on peut écrire ici/)[0])).toEqual({
    notify: false,
    highlight: false,
    sound: false,
  });
  const { roomId } = await amina.waitForInvitation(30_000);
  const invitation = amina.client.getRoom(roomId)?.getMember(amina.userId)?.events.member;
  expect(signalOf(amina, invitation)).toEqual({ notify: true, highlight: false, sound: true });
  await amina.accept(roomId);
});

it("an officer marks it: a supervisor is called; asks from the checklist; sees where the person is; a patrol is ordered, once, and told", async () => {
  const roomId = amina.conversations().at(-1)?.roomId ?? "";
  await amina.waitForMessage(roomId, (message) => message.kind === "text" && message.text === SAID, 60_000);
  const { frame, page } = await host.open(amina, roomId);
  await frame.getByRole("tab", { name: "Danger" }).click();
  await frame.getByText("rien n'a été partagé.").waitFor();
  await frame.getByRole("button", { name: "Danger grave : appeler un superviseur" }).click();
  await frame.getByText(/^Superviseurs appelés à \d\d:\d\d\.$/).waitFor();
  const words = /^DANGER GRAVE, conversation \d\d-\d\d/;
  await until("the supervisor is called", 30_000, () => saidTo(bruno, words).length > 0);
  expect(signalOf(bruno, saidTo(bruno, words)[0])).toEqual({ notify: true, highlight: true, sound: true });

  await frame.getByRole("button", { name: /^Où êtes-vous maintenant/ }).click();
  await page.keyboard.press("Control+Enter");
  await victim.log.getByText(/Où êtes-vous maintenant/).waitFor();
  await victim.context.grantPermissions(["geolocation"]);
  await victim.context.setGeolocation(PLACE);
  await victim.page.getByRole("button", { name: "Ajouter une image" }).click();
  await victim.page.getByRole("button", { name: "Partager ma position" }).click();
  await victim.page.getByRole("textbox", { name: "Adresse, étage" }).fill("12 rue des Lilas");
  await victim.page.getByRole("button", { name: "Envoyer ma position" }).click();
  await frame.getByText(/12 rue des Lilas.*\(à \d\d:\d\d\)/s).waitFor();

  await frame.getByRole("button", { name: "Faire partir une patrouille…" }).click();
  expect(await axeFindings(page)).toEqual([]);
  await frame.getByRole("button", { name: "Oui, une patrouille doit partir" }).click();
  await frame.getByText(/^Patrouille demandée à \d\d:\d\d\./).waitFor();
  await frame.getByText(/La salle de commandement le sait depuis/).waitFor();
  const [first, second, ...more] = told;
  expect(more).toEqual([]);
  const data = JSON.parse(second?.body ?? "null") as { data: object };
  expect(data).toMatchObject({ type: "patrol.ordered", data: { corps: "police", officer: 1, situation: "unsaid" } });
  expect(Object.keys(data.data).sort()).toEqual(["corps", "number", "officer", "situation"]);
  expect(first?.headers["webhook-id"]).toBe(second?.headers["webhook-id"]);
  expect(second?.headers["webhook-signature"]).toBe(signed(second, secret));
  // The control: another secret signs otherwise.
  expect(signed(second, "00".repeat(32))).not.toBe(signed(second, secret));

  const number = /\d{2}-\d{2}/.exec(amina.client.getRoom(roomId)?.name ?? "")?.[0] ?? "";
  await amina.client.sendTextMessage(permanenceOf("police"), `!patrouille ${number}`);
  await until("a second order is refused", 30_000, () => saidTo(amina, /patrouille est déjà demandée/).length > 0);
});

/** As Standard Webhooks 1.0 has it, from its text. */
function signed(one: Told | undefined, hex: string): string {
  const { "webhook-id": id, "webhook-timestamp": at } = one?.headers ?? {};
  const content = `${String(id)}.${String(at)}.${one?.body ?? ""}`;
  return `v1,${createHmac("sha256", Buffer.from(hex, "hex")).update(content).digest("base64")}`;
}
