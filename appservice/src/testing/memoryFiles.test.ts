import { randomUUID } from "node:crypto";
import { ConversationId } from "@abri/contract";
import { describe } from "vitest";
import { fileStoreSuite } from "./fileStoreSuite.ts";
import { MemoryFiles } from "./memoryFiles.ts";

describe("files in memory", () => {
  const store = new MemoryFiles();
  fileStoreSuite(
    () => store,
    () => Promise.resolve(ConversationId.parse(randomUUID())),
  );
});
