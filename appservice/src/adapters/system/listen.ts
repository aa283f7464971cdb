/** Opens a server's port; closing it ends what is still under way. */
import { createServer, type RequestListener, type Server } from "node:http";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export function listen(handler: Server | RequestListener, { host, port }: Address): Promise<Server> {
  const server = typeof handler === "function" ? createServer(handler) : handler;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}

export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
