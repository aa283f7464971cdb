/** matrix-js-sdk logs user IDs, room IDs and more to the console: nothing of it is wanted. */
import type { Logger } from "matrix-js-sdk/lib/logger.js";
import loglevel from "loglevel";

const nothing = () => undefined;

export const silentLogger: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  getChild: () => silentLogger,
};

// A few of its modules take loglevel's "matrix" instead of the client's logger, one of them while it loads: so import this file first.
const root = loglevel.getLogger("matrix");
root.methodFactory = () => nothing;
root.rebuild();
