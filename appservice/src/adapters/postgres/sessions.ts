/** A conversation's session: one at a time. */
import type { ConversationId } from "@abri/contract";
import type { NewSession } from "../../ports/conversationStore.ts";
import type { Client } from "./pool.ts";

export async function insertSession(client: Client, id: ConversationId, session: NewSession): Promise<void> {
  await client.query(
    "insert into sessions (token_hash, conversation_id, device_id, sealed_access_token) values ($1, $2, $3, $4)",
    [session.tokenHash, id, session.deviceId, session.sealedAccessToken],
  );
}
