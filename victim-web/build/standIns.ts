/**
 * What a conversation by text never reaches in the JavaScript of others, and what stands there instead. Nothing is cut in silence: a
 * stand-in that is reached throws a `NotInThisPageError` that names it. The build fails when an entry here is no longer met.
 */
export type StandIn =
  /** Every export may be imported, and throws as soon as it is used. */
  | { readonly kind: "absent" }
  /** A class that the SDK makes one of in any case: it can be made, the named methods do nothing, all else throws. */
  | {
      readonly kind: "idle";
      readonly className: string;
      readonly methods: readonly string[];
      /** What stays of the module. */
      readonly real?: readonly string[];
      /** What else it exports, and nobody uses. */
      readonly absent?: readonly string[];
    }
  /** The module stays; these methods of its classes do nothing. */
  | { readonly kind: "deaf"; readonly methods: readonly string[] }
  /** A function that gives its argument back. */
  | { readonly kind: "identity" }
  /** Some exports, taken from a part of the same package; the named others throw. */
  | {
      readonly kind: "part";
      readonly from: Readonly<Record<string, readonly string[]>>;
      readonly absent: readonly string[];
    };

const ABSENT: StandIn = { kind: "absent" };

/** Everywhere. By path below `node_modules`, as all of these. */
export const STAND_INS: Readonly<Record<string, StandIn>> = {
  // JSON Schema of what zod checks: nobody asks for it.
  "zod/v4/core/to-json-schema.js": ABSENT,
  "zod/v4/core/json-schema-processors.js": ABSENT,
};

/** In the worker, which alone has the SDK. */
export const MATRIX_STAND_INS: Readonly<Record<string, StandIn>> = {
  // Calls: the page has none, and WebRTC would tell the victim's address.
  "matrix-js-sdk/lib/webrtc/call.js": ABSENT,
  "matrix-js-sdk/lib/webrtc/callEventHandler.js": ABSENT,
  "matrix-js-sdk/lib/webrtc/groupCall.js": ABSENT,
  "matrix-js-sdk/lib/webrtc/groupCallEventHandler.js": ABSENT,
  "matrix-js-sdk/lib/webrtc/mediaHandler.js": { kind: "idle", className: "MediaHandler", methods: [] },
  "matrix-js-sdk/lib/matrixrtc/MatrixRTCSessionManager.js": {
    kind: "idle",
    className: "MatrixRTCSessionManager",
    methods: ["start", "stop"],
  },
  // Ways in that the gateway does not offer.
  "matrix-js-sdk/lib/sliding-sync-sdk.js": ABSENT,
  "matrix-js-sdk/lib/oauth/index.js": ABSENT,
  "matrix-js-sdk/lib/oauth/tokenRefresher.js": ABSENT,
  "matrix-js-sdk/lib/autodiscovery.js": ABSENT,
  // File trees, and stores of clients from before the Rust crypto: every conversation begins empty.
  "matrix-js-sdk/lib/models/MSC3089TreeSpace.js": ABSENT,
  "matrix-js-sdk/lib/rust-crypto/libolm_migration.js": ABSENT,
  // A device that receives while its owner is away: a victim has one device, which is gone with the page.
  "matrix-js-sdk/lib/rust-crypto/DehydratedDeviceManager.js": {
    kind: "idle",
    className: "DehydratedDeviceManager",
    methods: ["on", "stop"],
    real: ["UnstablePrefix"],
  },
  // Comparing emojis or scanning a code: officers are verified by their certificate. Whoever asks for it gets no answer. The first of
  // the two alone keeps the parsers of every event type there is in the WebAssembly: 80 kB.
  "matrix-js-sdk/lib/rust-crypto/rust-crypto.js": { kind: "deaf", methods: ["onLiveEventFromSync"] },
  "matrix-js-sdk/lib/rust-crypto/verification.js": {
    kind: "idle",
    className: "RustVerificationRequest",
    methods: [],
    absent: ["isVerificationEvent", "verificationMethodIdentifierToMethod"],
  },
  // 200 kB of letters that look alike, for telling apart display names: the page shows none.
  "unhomoglyph/index.js": { kind: "identity" },
  // CommonJS, so the bundler cannot leave out what is not used.
  "matrix-events-sdk/lib/index.js": {
    kind: "part",
    from: {
      "./NamespacedValue.js": ["NamespacedValue", "UnstableValue"],
      "./events/poll_types.js": ["M_POLL_START"],
    },
    absent: ["ExtensibleEvents"],
  },
};
