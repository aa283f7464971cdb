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

/** A few of its modules do not ask the client for its logger, but take loglevel's "matrix" or a child that inherits its methods. */
export function silenceGlobalLogger(): void {
  const root = loglevel.getLogger("matrix");
  root.methodFactory = () => nothing;
  root.rebuild();
}
