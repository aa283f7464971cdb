/** The application service's one configuration file: `main.ts --config <file>` (JSON). One schema, checked at start. */
import { Corps, UserId } from "@abri/contract";
import { z } from "zod";

const Listen = z.strictObject({ host: z.string().default("127.0.0.1"), port: z.int().min(1).max(65535) });

const Homeserver = z.strictObject({
  /** What stands after the colon in its user IDs. */
  serverName: z.string().min(1),
  /** Base address of its client-server and admin API, without a trailing slash. */
  url: z.url(),
  /** Access token of a server administrator, used to erase. */
  adminAccessToken: z.string().min(1),
});

export const Config = z.strictObject({
  /** The homeserver that holds the conversation rooms and the ephemeral users. */
  victimsHomeserver: Homeserver,
  officersHomeservers: z.array(Homeserver.extend({ corps: Corps })).min(1),
  /** Officers who see every load and wait, may reassign, and may come into a conversation as a second officer. */
  supervisors: z.array(UserId).default([]),
  /** Path of the application-service registration (YAML), the same file as in the victims' Synapse. */
  registrationFile: z.string(),
  /** PostgreSQL, a database of our own. */
  databaseUrl: z.string().startsWith("postgres"),
  /** Path of a file with 32 random bytes in hexadecimal, mode 0600: session tokens are derived with it. */
  secretFile: z.string(),
  /**
   * Path of a file with the training token, 32 random bytes in unpadded base64url, mode 0600: whoever has it may start exercises (`npm run train`).
   * Without it nobody may.
   */
  trainingTokenFile: z.string().optional(),
  /** Path of the organisation's CA certificates (PEM). */
  caCertificateFile: z.string(),
  /** Folder of the built victim page. */
  victimWebRoot: z.string(),
  /** Folder of the built officers' widgets. */
  widgetRoot: z.string(),
  /** Address of the officers' origin as their browsers reach it: the widgets' address in Matrix. */
  officersUrl: z.url(),
  /** Origins of the officers' Element: nobody else may show the widgets in a frame. */
  elementOrigins: z.array(z.url()).default([]),
  /** Folder of the page's words, a folder for each language (`victim-web/content/README.md`). */
  contentRoot: z.string(),
  /** Folder of what officers are given to say, a folder for each language (`element-config/library/README.md`). */
  libraryRoot: z.string(),
  /** Where the emergency exit leads: a page that nobody wonders about; by default the State's home page for everyday paperwork. */
  exitUrl: z.url({ protocol: /^https$/ }).default("https://www.service-public.fr/"),
  /** Where a patrol that an officer orders is told (`adapters/operations/webhook.ts`); without it they telephone. */
  operations: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }),
      /** Path of a file with 32 random bytes in hexadecimal, mode 0600: the operations room has them too. */
      secretFile: z.string(),
    })
    .nullable()
    .default(null),
  listen: z.strictObject({
    /** The victim page and the gateway. */
    gateway: Listen,
    /** The officers' widgets and API. */
    officers: Listen,
    metrics: Listen,
    /** Synapse's pushes. */
    appservice: Listen,
  }),
  /** Users and rooms made in advance, so that a start need not wait for the homeserver; 0: none. The same for all processes. */
  preparedRooms: z.int().min(0).max(1_000).default(20),
  /** How long an officer is asked before the next one is, in seconds. */
  offerSeconds: z.number().positive().default(60),
  /** From closed to erased, in seconds; 0 is allowed. */
  retentionSeconds: z.number().nonnegative().default(86_400),
  /** A page that has been silent for so long is told to the officers as « connexion perdue », in seconds. */
  lostSeconds: z.number().positive().default(15),
  /** A page in sight that has been silent for so long is taken as gone: its notice of leaving was lost. In seconds. */
  silenceSeconds: z.number().positive().default(180),
  /** The same for a page in the background: a phone that sleeps. In seconds. */
  idleSeconds: z.number().positive().default(600),
  /** Whoever has handed over a conversation stays in it for so long beside whoever has come, in seconds. */
  reliefSeconds: z.number().positive().default(10),
  /** Nobody found for so long closes the conversation as unanswered, in seconds. */
  unansweredSeconds: z.number().positive().default(7_200),
});
export type Config = z.infer<typeof Config>;
