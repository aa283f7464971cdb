/** The widget's life against a desk and a client that refuse, go away and come back. */
import { RoomId, UserId } from "@abri/contract";
import { Identity, OfficerToken } from "@abri/contract/officers";
import { describe, expect, it } from "vitest";
import { type Desk, type OfficersDesk, SESSION_OVER } from "../desk/desk.ts";
import type { Host } from "../host/host.ts";
import { officer, onDuty, permanence } from "../view-models/testing.ts";
import { Session, type SessionState } from "./session.ts";

const address = {
  ...{ widgetId: "abri", clientOrigin: "https://element", language: "fr" },
  roomId: RoomId.parse("!a:b"),
  userId: UserId.parse("@amina:police"),
};
const identity = Identity.parse({
  ...{ token: "t".repeat(43), expiresAt: 1, officer: officer("amina"), supervisor: false, room: "permanence" },
});
const view = permanence(onDuty("amina", 1), []);
const host: Host = {
  openId: () => Promise.resolve({ access_token: "o", matrix_server_name: "police" }),
  ask: (abilities) => Promise.resolve(new Set(abilities)),
  setDuty: () => Promise.resolve(),
  intake: () => Promise.resolve(null),
  position: () => Promise.resolve(null),
  sendMessage: () => Promise.resolve(),
  askForNotes: () => Promise.resolve(false),
  notes: () => Promise.resolve([]),
  onNotes: () => () => undefined,
  sendNote: () => Promise.resolve(),
};
const never = () => new Promise<never>(() => undefined);

/** A desk whose Permanence gives these answers in turn, then holds. */
function deskWith(
  answers: (() => Promise<Awaited<ReturnType<OfficersDesk["permanence"]>>>)[],
  parts: Partial<Desk> = {},
): Desk {
  const left = [...answers];
  const officers = { permanence: () => (left.shift() ?? never)() } as Partial<OfficersDesk> as OfficersDesk;
  return {
    clients: () => Promise.resolve(["https://element"]),
    identify: () => Promise.resolve(identity),
    withToken: () => officers,
    ...parts,
  };
}

/** Each state that the widget goes through until `isEnd`. */
async function lived(
  desk: Desk,
  isEnd: (state: SessionState) => boolean,
  hosted: Host = host,
): Promise<SessionState[]> {
  const session = new Session({ address, host: hosted, desk, sleep: () => Promise.resolve() });
  const states: SessionState[] = [];
  await new Promise<void>((resolve) => {
    session.subscribe(() => {
      states.push(session.getState());
      if (isEnd(session.getState())) resolve();
    });
    session.start();
  });
  return states;
}

const shown = () => Promise.resolve({ tag: "1", view });
const away = () => Promise.reject(new Error("away"));

describe("a widget", () => {
  it("shows the Permanence, and what the client gives it once the officer has answered", async () => {
    const states = await lived(deskWith([shown]), (state) => state.kind === "open" && state.abilities !== null);
    expect(states.at(-1)).toMatchObject({ room: "permanence", view, link: "live", abilities: new Set(["duty"]) });
  });

  it("answers to no other client", async () => {
    const desk = deskWith([shown], { clients: () => Promise.resolve(["https://other"]) });
    expect((await lived(desk, ({ kind }) => kind !== "starting")).at(-1)?.kind).toBe("outside");
  });

  it("shows nothing to whoever has nothing to do there, or does not say who they are", async () => {
    const refusing = deskWith([shown], { identify: () => Promise.resolve(null) });
    expect((await lived(refusing, ({ kind }) => kind !== "starting")).at(-1)?.kind).toBe("refused");
    const silent = { ...host, openId: () => Promise.reject(new Error("blocked")) };
    expect((await lived(deskWith([shown]), ({ kind }) => kind !== "starting", silent)).at(-1)?.kind).toBe(
      "unidentified",
    );
  });

  it("works on without what the client refuses", async () => {
    const refusing = { ...host, ask: () => Promise.resolve(new Set<never>()) };
    const states = await lived(
      deskWith([shown]),
      (state) => state.kind === "open" && state.abilities !== null,
      refusing,
    );
    expect(states.at(-1)).toMatchObject({ view, abilities: new Set() });
  });

  it("says that the desk is away, keeps what it shows, and comes back", async () => {
    let links: unknown[] = [];
    const states = await lived(deskWith([shown, away, shown]), (state) => {
      links = [...links, state.kind === "open" ? state.link : state.kind];
      return links.includes("lost") && links.at(-1) === "live";
    });
    expect(states.filter((state) => state.kind === "open" && state.link === "lost").at(-1)).toMatchObject({ view });
  });

  it("identifies itself anew, with a new token of the homeserver's, when its session is over", async () => {
    const tokens: string[] = [];
    let given = 0;
    const counting = {
      ...host,
      openId: () => Promise.resolve({ access_token: `o${(given += 1)}`, matrix_server_name: "police" }),
    };
    const desk = deskWith([shown, () => Promise.resolve(SESSION_OVER), shown], {
      identify: ({ openId }) => {
        tokens.push(openId.access_token);
        return Promise.resolve({ ...identity, token: OfficerToken.parse(String(tokens.length).repeat(43)) });
      },
    });
    await lived(desk, (state) => state.kind === "open" && state.identity.token.startsWith("2"), counting);
    expect(tokens).toEqual(["o1", "o2"]);
  });
});
