import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Context as Call } from "hono";
import { accountsNamed } from "#server/channels/meta/batch.ts";
import { parseJson } from "#server/channels/common/json.ts";
import { verifySignature } from "#server/channels/meta/signature.ts";
import { recordRefusedSignature } from "#server/domain/channels/refused-signatures.ts";
import {
  recordWebhookVerified,
  webhookApp,
  type WebhookApp,
} from "#server/domain/channels/webhook-app.ts";
import type { Context } from "#server/domain/context.ts";
import {
  MAX_DELIVERY_BYTES,
  readBytes,
  readIncoming,
} from "#server/http/edge/body.ts";
import type { HttpEnv } from "#server/http/edge/endpoint.ts";
import { EdgeError } from "#server/http/edge/problem.ts";
import { IntakeFull } from "#server/pipeline/inbound/intake.ts";
import type { Services } from "#server/pipeline/services.ts";
import { constantTimeEqual } from "#server/runtime/crypto.ts";

const PATH = "/webhooks/meta/:key";
/** A refused delivery is parsed for the pages it names; a stranger's large one is not worth that. */
const MAX_PARSED_REFUSED_BYTES = 64 * 1024;
const MAX_PAGES_OF_REFUSED = 20;

/**
 * Where Meta delivers. In this order: is the address known, is it small
 * enough and is there room, is it signed, is it durable; only then 200. What is
 * signed is not parsed here.
 */
export function webhookRoutes({
  context,
  intake,
}: Pick<Services, "context" | "intake">): Hono<HttpEnv> {
  const hono = new Hono<HttpEnv>();
  hono.get(PATH, async (call) => {
    const app = await findApp(context, call);
    const right = isVerification(app, call);
    if (!right) return call.text("Wrong verify token", 403);
    await recordWebhookVerified(context, app.id);
    // Bare and as plain text: that is what Meta compares.
    return call.text(call.req.query("hub.challenge") ?? "", 200);
  });
  hono.post(PATH, async (call) => {
    const app = await findApp(context, call);
    if (!intake.hasRoom()) throw comeAgain();
    const incoming = incomingOf(call);
    const body = incoming
      ? await readIncoming(incoming, MAX_DELIVERY_BYTES)
      : await readBytes(call.req.raw, MAX_DELIVERY_BYTES);
    if (!(await isSigned(context, call, app, body))) {
      context.log.warn(
        { metaAppId: app.id },
        "delivery with a wrong signature",
      );
      await recordRefusedSignature(context, {
        metaAppId: app.id,
        pageIds: pagesOfRefused(body),
      });
      return call.text("Bad signature", 401);
    }
    await intake
      .add({ metaAppId: app.id, body })
      .catch((error: unknown) => notStored(context, app, error));
    return call.text("EVENT_RECEIVED", 200);
  });
  return hono;
}

/** Null on a host that hides it. */
function incomingOf(call: Call<HttpEnv>): IncomingMessage | null {
  const env = call.env as Partial<HttpBindings> | undefined;
  return env?.incoming ?? null;
}

async function findApp(
  context: Context,
  call: Call<HttpEnv>,
): Promise<WebhookApp> {
  const app = await webhookApp(context, call.req.param("key") ?? "");
  if (!app) throw new EdgeError("not_found");
  return app;
}

async function isSigned(
  context: Context,
  call: Call<HttpEnv>,
  app: WebhookApp,
  body: Uint8Array,
): Promise<boolean> {
  const { headers } = call.req.raw;
  if (verifySignature(body, headers, app.secrets)) return true;
  // The secret may have been changed a moment ago, in another process.
  const key = call.req.param("key") ?? "";
  const now = await webhookApp(context, key, { fresh: true });
  return now !== null && verifySignature(body, headers, now.secrets);
}

function pagesOfRefused(body: Uint8Array): string[] {
  if (body.byteLength > MAX_PARSED_REFUSED_BYTES) return [];
  const json = parseJson(body);
  return json.ok ? accountsNamed(json.value, MAX_PAGES_OF_REFUSED) : [];
}

/** Meta's check that the address is ours. */
function isVerification(app: WebhookApp, call: Call<HttpEnv>): boolean {
  const rightToken = constantTimeEqual(
    call.req.query("hub.verify_token") ?? "",
    app.verifyToken,
  );
  return rightToken && call.req.query("hub.mode") === "subscribe";
}

// Meta repeats what was not answered with 200, so anything else is safe; a 5xx says it is our turn.
function notStored(context: Context, app: WebhookApp, error: unknown): never {
  if (!(error instanceof IntakeFull))
    context.log.error({ err: error, metaAppId: app.id }, "delivery not stored");
  throw comeAgain();
}

function comeAgain(): EdgeError {
  return new EdgeError("unavailable", { "retry-after": "5" });
}
