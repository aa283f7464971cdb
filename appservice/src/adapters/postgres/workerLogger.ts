/** graphile-worker's own log lines quote payloads and errors: they are not written; the runner logs what is needed, by our fields. */
import { Logger } from "graphile-worker";

export const silentWorkerLogger = new Logger(() => () => undefined);
