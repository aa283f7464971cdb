/** Where setting up keeps its things: in the repository, so that two systems (two `ABRI_HOME`s) share them. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const inRoot = (...parts) => join(root, ...parts);

/** Logs of the steps, and the lock. */
export const setupFolder = inRoot(".setup");
/** Node 24, which the npm package `node` carries. */
export const node = inRoot("node_modules/.bin/node");
