export { Endpoints, readEndpoints } from "./endpoints.ts";
export { DEFAULT_PORT_BASE, portsFrom, type Ports } from "./ports.ts";
export { freePortBase } from "./preflight.ts";
export { StartError } from "./startError.ts";
export { startSystem, type RunningSystem, type SystemOptions } from "./startSystem.ts";
