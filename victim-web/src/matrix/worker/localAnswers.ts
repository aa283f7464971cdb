/**
 * Requests of matrix-js-sdk that this page answers itself: nothing in them depends on the server, and each would cost a round trip on a
 * slow network. The gateway would answer them in the same way.
 */
const NOT_FOUND = { status: 404, body: { errcode: "M_NOT_FOUND", error: "" } };

interface LocalAnswer {
  readonly status: number;
  readonly body: unknown;
}
type Table = readonly (readonly [method: string, path: RegExp, answer: LocalAnswer])[];

/** Paths after `/_matrix/client/`. */
const TABLE: Table = [
  ["GET", /^v3\/pushrules\/$/, { status: 200, body: { global: {} } }],
  ["GET", /^v3\/capabilities$/, { status: 200, body: { capabilities: {} } }],
  ["POST", /^v3\/user\/[^/]+\/filter$/, { status: 200, body: { filter_id: "0" } }],
  // Those that the page believes are brought at once (`kept/restoreKeys.ts`). matrix-js-sdk wants a room's before it shares them with whom it
  // invites, and invites nobody when there is no such answer; and one at a time, whenever one is missing.
  ["GET", /^v3\/room_keys\/keys\/[^/]+$/, { status: 200, body: { sessions: {} } }],
  ["GET", /^v3\/room_keys\/keys\/./, NOT_FOUND],
  ["GET", /^(v1|unstable\/[^/]+)\/rtc\/transports$/, NOT_FOUND],
  ["GET", /^v3\/voip\/turnServer$/, NOT_FOUND],
  // Key requests and the like: this page asks no other device for anything, and no server needs to know that it would.
  [
    "PUT",
    /^v3\/sendToDevice\/(?!m\.room\.encrypted\/|m\.room_key\.withheld\/)[^/]+\/[^/]+$/,
    { status: 200, body: {} },
  ],
];

/** What is kept for coming back: nothing, until the victim has asked for it. */
const NOTHING_KEPT: Table = [
  ["GET", /^v3\/room_keys\/version$/, NOT_FOUND],
  ["GET", /^v3\/user\/[^/]+\/account_data\/[^/]+$/, NOT_FOUND],
];

/** @param keeps the victim can come back, or has. */
export function localAnswer(method: string, clientPath: string, keeps: boolean): LocalAnswer | null {
  const table = keeps ? TABLE : [...TABLE, ...NOTHING_KEPT];
  return table.find(([wanted, path]) => wanted === method && path.test(clientPath))?.[2] ?? null;
}
