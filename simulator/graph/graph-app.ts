import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context } from "hono";
import { encodeAscii } from "../webhooks/encode.ts";
import type { GraphCall, World } from "../world/model.ts";
import type { Caller } from "./auth.ts";
import { GraphError, refuse } from "./errors.ts";
import { usageHeaders } from "./limits.ts";
import type { GraphReply } from "./reply.ts";
import { parseGraphRequest, type GraphRequest } from "./request.ts";
import { route } from "./route.ts";

type Env = { Bindings: HttpBindings };
const MAX_KEPT_CALLS = 5_000;

/** The Graph API under every path. Each call is kept for `/_sim/graph-calls`
 *  before it is answered, so that a test sees even what was left hanging. */
export function createGraphApp(world: World): Hono<Env> {
  const app = new Hono<Env>();
  let nextId = 1;

  app.all("*", async (c) => {
    const { graphLatencyMs } = world.faults;
    if (graphLatencyMs > 0) await world.timers.wait(graphLatencyMs);
    const call = newCall(nextId++, c);
    keep(world, call);
    let caller: Caller | null = null;
    let error: GraphError | null = null;
    let reply: GraphReply;
    try {
      const request = await parseGraphRequest(c);
      describe(call, request);
      if (world.faults.graphDown === "reset")
        return await end(world, c, call, { kind: "reset" });
      if (world.faults.graphDown === "500") throw refuse.down();
      const routed = route(world, request);
      caller = routed.caller;
      reply = await routed.run();
    } catch (thrown) {
      if (!(thrown instanceof GraphError)) throw thrown;
      error = thrown;
      reply = { kind: "answer", body: thrown.toBody(), status: thrown.status };
    }
    const headers = caller ? usageHeaders(world, caller, error) : {};
    return end(world, c, call, reply, {
      ...headers,
      "facebook-api-version": call.version ?? "v27.0",
      ...(error?.code === 190
        ? {
            "WWW-Authenticate": `OAuth "Facebook Platform" "invalid_token" "${error.message}"`,
          }
        : {}),
    });
  });

  return app;
}

async function end(
  world: World,
  c: Context<Env>,
  call: GraphCall,
  reply: GraphReply,
  headers: Record<string, string> = {},
): Promise<Response> {
  world.bus.emit({ type: "graph", id: call.id });
  if (reply.kind === "answer") {
    call.status = reply.status ?? 200;
    call.response = reply.body;
    return new Response(encodeAscii(reply.body), {
      status: call.status,
      headers: {
        "Content-Type": "application/json; charset=UTF-8",
        "Cache-Control": "no-store",
        ...headers,
      },
    });
  }
  if (reply.kind === "reset") c.env.incoming.socket.resetAndDestroy();
  else await untilGone(world, c.req.raw.signal);
  // Nobody is left to read this; the connection is gone.
  return new Response(null, { status: 504 });
}

function untilGone(world: World, caller: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = AbortSignal.any([caller, world.timers.stopping]);
    if (over.aborted) resolve();
    else over.addEventListener("abort", () => resolve(), { once: true });
  });
}

function newCall(id: number, c: Context): GraphCall {
  return {
    id,
    at: new Date().toISOString(),
    method: c.req.method,
    path: new URL(c.req.url).pathname,
    version: null,
    query: {},
    body: null,
    headers: {},
    status: null,
    response: null,
  };
}

function describe(call: GraphCall, request: GraphRequest): void {
  call.version = request.version;
  call.query = request.query;
  call.headers = request.headers;
  call.body = request.file
    ? {
        ...(request.body as Record<string, unknown>),
        filedata: {
          name: request.file.name,
          mimeType: request.file.mimeType,
          size: request.file.bytes.length,
        },
      }
    : request.body;
}

function keep(world: World, call: GraphCall): void {
  world.graphCalls.push(call);
  if (world.graphCalls.length > MAX_KEPT_CALLS) world.graphCalls.shift();
}
