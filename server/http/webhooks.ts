import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Context as Call } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Received, WebhookRequest } from "#server/channels/channel.ts";
import { recordRefusedSignature } from "#server/domain/channels/health/refused-signatures.ts";
import {
  recordWebhookVerified,
  type WebhookApp,
} from "#server/domain/channels/webhook-app.ts";
import type { Context } from "#server/domain/context.ts";
import {
  MAX_DELIVERY_BYTES,
  readBytes,
  readIncoming,
} from "#server/http/edge/request/body.ts";
import type { HttpEnv } from "#server/http/edge/response/http-env.ts";
import { EdgeError } from "#server/http/edge/response/problem.ts";
import { IntakeFull } from "#server/pipeline/inbound/intake.ts";
import type { WebhookSources } from "#server/http/webhook-sources.ts";
import type { Services } from "#server/pipeline/services.ts";

const PATHS = ["/webhooks/:kind/:key"];

export type WebhookParts = Pick<Services, "context" | "channels" | "intake"> & {
  sources: WebhookSources;
};

/**
 * The addresses that vendors deliver to. In this order: is the address known, is it small
 * enough and is there room, is it proved (the kind's own way), is it durable;
 * only then 2xx. What is stored is not parsed here.
 */
export function webhookRoutes({
  context,
  channels,
  intake,
  sources,
}: WebhookParts): Hono<HttpEnv> {
  const hono = new Hono<HttpEnv>();
  const answer = (
    call: Call<HttpEnv>,
    { answer: { status, body } }: Received,
  ) =>
    typeof body === "string"
      ? call.text(body, status as ContentfulStatusCode)
      : call.json(body, status as ContentfulStatusCode);
  const receive = async (call: Call<HttpEnv>, body: Uint8Array) => {
    const source = await sources.find(call);
    const request: WebhookRequest = {
      method: call.req.method === "GET" ? "GET" : "POST",
      query: new URL(call.req.url).searchParams,
      headers: call.req.raw.headers,
      body,
    };
    const channel = channels[source.kind];
    const received = channel.receive(request, source);
    if (received.kind !== "refused") return { source, received };
    const now = await sources.findAgain(call);
    return { source, received: now ? channel.receive(request, now) : received };
  };
  hono.on("GET", PATHS, async (call) => {
    const { source, received } = await receive(call, new Uint8Array());
    if (received.kind === "verified")
      await recordWebhookVerified(context, source.id);
    if (received.kind === "refused") sources.countRefused(call);
    return answer(call, received);
  });
  hono.on("POST", PATHS, async (call) => {
    await sources.find(call);
    if (!intake.hasRoom()) throw comeAgain();
    const incoming = incomingOf(call);
    const body = incoming
      ? await readIncoming(incoming, MAX_DELIVERY_BYTES)
      : await readBytes(call.req.raw, MAX_DELIVERY_BYTES);
    const { source, received } = await receive(call, body);
    if (received.kind === "refused" && sources.countRefused(call)) {
      context.log.warn({ sourceId: source.id }, "delivery refused");
      await recordRefusedSignature(context, {
        sourceId: source.id,
        pageIds: received.accountIds,
      });
    }
    if (received.kind === "store")
      await intake
        .add({
          sourceId: source.id,
          kind: source.kind,
          externalId: source.externalId,
          body,
        })
        .catch((error: unknown) => notStored(context, source, error));
    return answer(call, received);
  });
  return hono;
}

/** Null on a host that hides it. */
function incomingOf(call: Call<HttpEnv>): IncomingMessage | null {
  const env = call.env as Partial<HttpBindings> | undefined;
  return env?.incoming ?? null;
}

// Vendors repeat what was not answered with 200, so anything else is safe; a 5xx says it is our turn.
function notStored(
  context: Context,
  source: WebhookApp,
  error: unknown,
): never {
  if (!(error instanceof IntakeFull))
    context.log.error(
      { err: error, sourceId: source.id },
      "delivery not stored",
    );
  throw comeAgain();
}

function comeAgain(): EdgeError {
  return new EdgeError("unavailable", { "retry-after": "5" });
}
