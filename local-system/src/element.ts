/** Serves an unpacked Element Web release (`ELEMENT_WEB_DIR`) with our configuration, on loopback. */
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import type { Homeserver } from "./roles.ts";
import { StartError } from "./startError.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

const HEADERS = {
  "x-content-type-options": "nosniff",
  // As Element's own documentation asks: nobody else's page may frame it.
  "x-frame-options": "SAMEORIGIN",
  "content-security-policy": "frame-ancestors 'self'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

export interface ElementOptions {
  readonly webDir: string;
  /** Our `config.json`. */
  readonly configFile: string;
  /** Whom Element's login form speaks to first. */
  readonly homeserver: Homeserver;
  /** The origin of our widgets. */
  readonly officersUrl: string;
  readonly port: number;
}

/** Returns how to stop it. @throws StartError when the folder holds no Element. */
export async function serveElement(options: ElementOptions): Promise<() => void> {
  const { webDir, port } = options;
  if (!existsSync(join(webDir, "index.html")))
    throw new StartError(`ELEMENT_WEB_DIR=${webDir} holds no Element Web: unpack a release there.`);
  const config = elementConfig(readFileSync(options.configFile, "utf8"), options.homeserver, options.officersUrl);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path === "/config.json") respond(response, 200, ".json").end(config);
    else sendFile(response, fileBelow(webDir, path));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

/** The configuration in the repository knows no ports: the homeserver and our widgets' origin are filled in here. */
export function elementConfig(json: string, { client, serverName }: Homeserver, officersUrl: string): string {
  const config = JSON.parse(json.replaceAll("<officersUrl>", new URL(officersUrl).origin)) as Record<string, unknown>;
  return JSON.stringify({
    ...config,
    default_server_config: { "m.homeserver": { base_url: client, server_name: serverName } },
  });
}

/** The file that a URL's path names; `null` when it lies outside the folder or is none. */
export function fileBelow(folder: string, urlPath: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  if (decoded.includes("\0")) return null;
  const file = normalize(join(folder, decoded.endsWith("/") ? `${decoded}index.html` : decoded));
  if (!file.startsWith(normalize(`${folder}${sep}`))) return null;
  return existsSync(file) && statSync(file).isFile() ? file : null;
}

function respond(response: ServerResponse, status: number, extension: string): ServerResponse {
  const type = TYPES[extension] ?? "application/octet-stream";
  return response.writeHead(status, { ...HEADERS, "content-type": type });
}

function sendFile(response: ServerResponse, file: string | null): void {
  if (file === null) respond(response, 404, ".json").end("{}");
  else createReadStream(file).pipe(respond(response, 200, extname(file)));
}
