import { existsSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { join } from "node:path";
import * as nextModule from "next";
import type { Host } from "#server/auth/host.ts";
import { unwrap } from "#server/auth/options.ts";
import {
  callerAddress,
  PAGE_ADDRESS_HEADER,
} from "#server/runtime/caller-address.ts";
import { StartError } from "#server/runtime/start-error.ts";

export type Pages = { handle: RequestListener; close(): Promise<void> };

type Next = (options: {
  dev: boolean;
  dir: string;
  port: number;
  hostname: string;
  httpServer: Server;
}) => {
  prepare(): Promise<void>;
  close(): Promise<void>;
  getRequestHandler(): (
    ...parameters: Parameters<RequestListener>
  ) => Promise<void>;
};

/** Tells the pages the caller's address, whatever the request says of it. */
export function withAddress(
  handle: RequestListener,
  { trustedProxies }: Pick<Host, "trustedProxies">,
): RequestListener {
  return (incoming, response) => {
    incoming.headers[PAGE_ADDRESS_HEADER] = callerAddress(
      incoming,
      trustedProxies,
    );
    handle(incoming, response);
  };
}

/**
 * The pages, served by Next: as they were built or, in development, compiled
 * on request and reloaded as they change.
 * @throws StartError when built pages are to be served and there is no build
 */
export async function openPages({
  development,
  server,
  ...options
}: {
  dir: string;
  port: number;
  hostname: string;
  development: boolean;
  /** The server that listens: hot reload needs a socket of its own on it. */
  server: Server;
}): Promise<Pages> {
  if (!development && !existsSync(join(options.dir, ".next", "BUILD_ID"))) {
    throw new StartError("The pages are not built: run `npm run build` first.");
  }
  // CommonJS: the function arrives one `default` deeper than under a bundler.
  const next = unwrap<Next>(nextModule)({
    dev: development,
    ...options,
    // Built pages get a server that never listens: Next would handle every
    // upgrade of the real server, and those are Socket.IO's alone.
    httpServer: development ? server : createServer(),
  });
  await next.prepare();
  const handle = next.getRequestHandler();
  return {
    handle: (incoming, response) => void handle(incoming, response),
    close: () => next.close(),
  };
}
