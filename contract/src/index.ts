export * from "./conversation.ts";
export * from "./errors.ts";
export * from "./events.ts";
export * from "./ids.ts";
export * from "./names.ts";
export * from "./returning.ts";
export * from "./situation.ts";
export * from "./victimApi.ts";
