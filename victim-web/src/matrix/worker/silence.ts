/** matrix-js-sdk's log lines hold user IDs and addresses, and a console outlives the page: nothing is logged, nothing is stored. */
import { logger, type Logger } from "matrix-js-sdk/lib/logger.js";

const nothing = (): void => undefined;

export const SILENT_LOGGER: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  getChild: () => SILENT_LOGGER,
};

/** The logger of the modules that do not take the client's; the `false` is loglevel's "do not write the level to localStorage". */
export function silenceGlobalLogger(): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- several of the SDK's modules still use it, whatever the client's logger is
  (logger as unknown as { setLevel(level: "silent", persist: false): void }).setLevel("silent", false);
}
