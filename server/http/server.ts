import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { HttpEnv } from "#server/http/endpoint.ts";
import { StartError } from "#server/runtime/start-error.ts";

/** The one port of pages, API, webhooks and sockets. */
export type HttpServer = {
  /** For what attaches itself to it: Socket.IO. */
  node: Server;
  /** From now on requests are answered by these; before, everything but health is 503. */
  serve(app: Hono<HttpEnv>, pages: RequestListener | null): void;
  /** Takes no new request and resolves when those under way are answered, or after `withinMs`. */
  drain(withinMs: number): Promise<void>;
};

const KEEP_ALIVE_MS = 65_000; // longer than a load balancer's 60 s, or it meets closed connections
const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 120_000; // a phone uploading 25 MB over a weak line

/**
 * Listens at once, so that a busy port is known before anything else is
 * started.
 *
 * @throws StartError when the port is taken or may not be used
 */
export async function listen({
  host,
  port,
}: {
  host: string;
  port: number;
}): Promise<HttpServer> {
  let answer: RequestListener = starting;
  let draining = false;
  const underWay = new Set<ServerResponse>();
  const node = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
    },
    (incoming, response) => {
      underWay.add(response);
      response.once("close", () => underWay.delete(response));
      if (draining) response.setHeader("connection", "close");
      answer(incoming, response);
    },
  );
  const sockets = new Set<Socket>();
  node.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await listening(node, host, port);
  return {
    node,
    serve(app, pages) {
      answer = dispatch(app, pages);
    },
    async drain(withinMs) {
      draining = true;
      for (const response of underWay) {
        if (!response.headersSent) response.setHeader("connection", "close");
      }
      const closed = new Promise<void>((resolve) => {
        node.close(() => resolve());
      });
      node.closeIdleConnections();
      // closeAllConnections would leave web sockets open, and close waits for them.
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, withinMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function dispatch(
  app: Hono<HttpEnv>,
  pages: RequestListener | null,
): RequestListener {
  const api = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return (incoming, response) => {
    if (pages && !isOurs(pathOf(incoming))) pages(incoming, response);
    else void api(incoming, response);
  };
}

/** What the Hono app answers; everything else is a page. Socket.IO takes its own before we see it. */
function isOurs(path: string): boolean {
  return (
    path === "/metrics" ||
    path.startsWith("/api/") ||
    path === "/api" ||
    path.startsWith("/webhooks/")
  );
}

function pathOf(incoming: IncomingMessage): string {
  const url = incoming.url ?? "/";
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

const starting: RequestListener = (incoming, response) => {
  const alive = pathOf(incoming) === "/api/health";
  const body = alive
    ? { status: "ok" }
    : {
        status: "not ready",
        checks: { start: { ok: false, detail: "starting" } },
      };
  response.writeHead(alive ? 200 : 503, {
    "content-type": "application/json",
    "cache-control": "no-store",
    ...(alive ? {} : { "retry-after": "1" }),
  });
  response.end(JSON.stringify(body));
};

async function listening(
  node: Server,
  host: string,
  port: number,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    node.once("error", (error: NodeJS.ErrnoException) =>
      reject(explain(error, host, port)),
    );
    node.listen(port, host, resolve);
  });
}

function explain(
  error: NodeJS.ErrnoException,
  host: string,
  port: number,
): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new StartError(
        `PORT ${port} is in use by another program; stop it or set PORT to a free one.`,
        { cause: error },
      );
    case "EACCES":
      return new StartError(
        `PORT ${port} may not be used by this user; set PORT to one above 1023.`,
        { cause: error },
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new StartError(`HOST ${host} is no address of this machine.`, {
        cause: error,
      });
    default:
      return error;
  }
}
