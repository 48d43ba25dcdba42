import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { ANSWER_HEADERS } from "#server/http/edge/response/answer-headers.ts";
import type { HttpEnv } from "./response/http-env.ts";
import {
  problemBody,
  type EdgeCode,
} from "#server/http/edge/response/problem.ts";
import { parseRequestTarget } from "#server/http/edge/request/request-target.ts";
import { StartError } from "#server/runtime/start-error.ts";

/** The one port of pages, API, webhooks and sockets. */
export type HttpServer = {
  /** The server that listens. */
  node: Server;
  /** For Socket.IO: gets the requests and upgrades for its path alone, with their addresses cleaned. */
  sockets: Server;
  /** From now on these answer requests; before, everything but health is 503. */
  serve(app: Hono<HttpEnv>, pages: RequestListener | null): void;
  /** Accepts no new request, and resolves when those under way are answered, or after `withinMs`. */
  drain(withinMs: number): Promise<void>;
};

const KEEP_ALIVE_MS = 65_000; // longer than a load balancer's 60 s, or it meets closed connections
const HEADERS_TIMEOUT_MS = 20_000;
const CHECK_MS = 30_000;
const REQUEST_TIMEOUT_MS = 120_000; // a phone uploading 25 MB over a weak line

const REFUSED: Partial<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/**
 * Answers what is no request of HTTP, as Node does by itself. A connection that has sent nothing is only closed: browsers
 * open some ahead, and one would take the 408 for the response to its first request, which it may be sending just then.
 */
function refuseClient(error: NodeJS.ErrnoException, socket: Duplex): void {
  const isSilent = socket instanceof Socket && socket.bytesRead === 0;
  if (socket.writable && !isSilent)
    socket.write(
      `HTTP/1.1 ${REFUSED[error.code ?? ""] ?? "400 Bad Request"}\r\nConnection: close\r\n\r\n`,
    );
  socket.destroy(error);
}

/**
 * Listens at once, so that a busy port is known before anything else starts.
 * @throws StartError when the port is taken or may not be used
 */
export async function listen({
  host,
  port,
  headersMs = HEADERS_TIMEOUT_MS,
  checkMs = CHECK_MS,
}: {
  host: string;
  port: number;
  /** The headers of a request have to be there within this time. */
  headersMs?: number;
  /** How often connections that are too slow are looked for. */
  checkMs?: number;
}): Promise<HttpServer> {
  let answer: RequestListener = starting;
  let draining = false;
  const underWay = new Set<ServerResponse>();
  const node = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: headersMs,
      connectionsCheckingInterval: checkMs,
      requestTimeout: REQUEST_TIMEOUT_MS,
    },
    (incoming, response) => {
      underWay.add(response);
      response.once("close", () => underWay.delete(response));
      if (draining) response.setHeader("connection", "close");
      // All code behind this line compares the one spelling.
      const target = parseRequestTarget(incoming.url ?? "");
      if (target === null) return refuse(response, "malformed_target");
      incoming.url = target;
      if (isSocketPath(target)) {
        incoming.url = socketUrl(target);
        if (sockets.emit("request", incoming, response)) return;
      }
      answer(incoming, response);
    },
  );
  // Never listens.
  const sockets = createServer();
  node.on("upgrade", (incoming: IncomingMessage, socket: Socket, head) => {
    const target = parseRequestTarget(incoming.url ?? "");
    if (target !== null && isSocketPath(target)) {
      incoming.url = socketUrl(target);
      if (sockets.emit("upgrade", incoming, socket, head)) return;
    }
    // In development the pages listen here, too.
    if (node.listenerCount("upgrade") === 1) socket.destroy();
  });
  node.on("clientError", refuseClient);
  const connections = new Set<Socket>();
  node.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  await listening(node, host, port);
  return {
    node,
    sockets,
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
        for (const socket of connections) socket.destroy();
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
    if (!pages || isOurs(pathOf(incoming))) return void api(incoming, response);
    // Pages are only read; no request sends data to one.
    if (!READS.has(incoming.method ?? "")) {
      response.setHeader("allow", "GET, HEAD");
      return refuse(response, "method_not_allowed");
    }
    pages(incoming, response);
  };
}

const READS = new Set(["GET", "HEAD"]);
const SOCKET_PATH = "/socket.io";

function isSocketPath(target: string): boolean {
  return target === SOCKET_PATH || target.startsWith(`${SOCKET_PATH}?`);
}

// Engine.IO accepts its path only with a slash at the end.
function socketUrl(target: string): string {
  return `${SOCKET_PATH}/${target.slice(SOCKET_PATH.length)}`;
}

/** Answers without reading anything else of the request, and reads no more from it. */
function refuse(response: ServerResponse, code: EdgeCode): void {
  const { status, body } = problemBody(code);
  response.writeHead(status, {
    ...ANSWER_HEADERS,
    "content-type": "application/problem+json",
    connection: "close",
  });
  response.end(body);
}

/** The paths that the Hono app answers; all others are pages. */
function isOurs(path: string): boolean {
  return (
    path === "/metrics" ||
    path.startsWith("/api/") ||
    path === "/api" ||
    path.startsWith("/webhooks/") ||
    path.startsWith("/media/")
  );
}

function pathOf(incoming: IncomingMessage): string {
  const url = incoming.url ?? "/";
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

// An open console requests its scripts while we start, and again later: a
// browser that may not sniff complains about a response that is no script.
const { "x-content-type-options": _noSniff, ...ASSET_HEADERS } = ANSWER_HEADERS;

const starting: RequestListener = (incoming, response) => {
  const path = pathOf(incoming);
  const alive = path === "/api/health";
  const body = alive
    ? { status: "ok" }
    : {
        status: "not ready",
        checks: { start: { ok: false, detail: "starting" } },
      };
  response.writeHead(alive ? 200 : 503, {
    ...(path.startsWith("/_next/") ? ASSET_HEADERS : ANSWER_HEADERS),
    "content-type": "application/json",
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
