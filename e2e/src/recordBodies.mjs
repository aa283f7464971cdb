/**
 * Preloaded into the application service in tests (`node --import`): appends every HTTP body that the process receives or sends, as server
 * or as client, to the file named by ABRI_RECORD_BODIES. It proves what the process handled, so it sits below all of its code.
 */
import { Buffer } from "node:buffer";
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import http from "node:http";
import zlib from "node:zlib";

const file = process.env["ABRI_RECORD_BODIES"];
if (file) {
  const keep = (chunk, encoding) => {
    if (chunk === null || chunk === undefined || typeof chunk === "function") return;
    const bytes =
      typeof chunk === "string"
        ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8")
        : Buffer.from(chunk);
    appendFileSync(file, bytes);
    appendFileSync(file, "\n");
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
      try {
        appendFileSync(file, zlib.gunzipSync(bytes, { finishFlush: zlib.constants.Z_SYNC_FLUSH }));
      } catch {
        // A later piece of a compressed body: its start was expanded as far as it went.
      }
    }
  };
  const wrap = (prototype, name) => {
    const original = prototype[name];
    prototype[name] = function (chunk, encoding, ...rest) {
      keep(chunk, encoding);
      return original.call(this, chunk, encoding, ...rest);
    };
  };
  wrap(http.IncomingMessage.prototype, "push");
  wrap(http.OutgoingMessage.prototype, "write");
  wrap(http.OutgoingMessage.prototype, "end");
  // ServerResponse and ClientRequest inherit write and end; undici has its own way out and says so on its channels.
  subscribe("undici:request:bodyChunkSent", ({ chunk }) => keep(chunk));
  subscribe("undici:request:bodyChunkReceived", ({ chunk }) => keep(chunk));
}
