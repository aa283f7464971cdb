/** What the gateway answers itself, the same for everyone, so that a client starts without a question that Synapse need not hear. */
import { type Answer, json, refused } from "./answer.ts";

/** v1.11 is authenticated media; nothing unstable is offered. */
const VERSIONS = Array.from({ length: 13 }, (_, minor) => `v1.${minor + 1}`);

export const FIXED_ANSWERS = {
  versions: json({ versions: VERSIONS, unstable_features: {} }),
  capabilities: json({
    capabilities: {
      "m.change_password": { enabled: false },
      "m.set_displayname": { enabled: false },
      "m.set_avatar_url": { enabled: false },
      "m.3pid_changes": { enabled: false },
      "m.room_versions": { default: "12", available: { "12": "stable" } },
    },
  }),
  pushRules: json({ global: { override: [], content: [], room: [], sender: [], underride: [] } }),
  /** Whatever filter a client makes, its syncs use ours. */
  filterMade: json({ filter_id: "abri" }),
  filter: json({}),
  noTurnServers: json({}),
  notFound: refused("M_NOT_FOUND", "There is none."),
  done: json({}),
} as const satisfies Record<string, Answer>;
