import { Hono } from "hono";
import type { Context as Call } from "hono";
import type { ToldBySignature } from "#server/channels/channel.ts";
import {
  recordDeauthorized,
  recordDeletionRequest,
} from "#server/domain/channels/health/compliance.ts";
import { readBytes } from "#server/http/edge/request/body.ts";
import type { HttpEnv } from "#server/http/edge/response/http-env.ts";
import { EdgeError } from "#server/http/edge/response/problem.ts";
import type { WebhookParts } from "#server/http/webhooks.ts";
import type { WebhookApp } from "#server/domain/channels/webhook-app.ts";

const MAX_FORM_BYTES = 64 * 1024;

/**
 * The address at which a vendor tells that a person has removed its app, or wants the data
 * stored about them deleted. Nothing is done for a request that is not signed.
 */
export function complianceRoutes({
  context,
  channels,
  sources,
}: Pick<WebhookParts, "context" | "channels" | "sources">): Hono<HttpEnv> {
  const hono = new Hono<HttpEnv>();

  async function read(
    call: Call<HttpEnv>,
  ): Promise<{ source: WebhookApp; told: ToldBySignature }> {
    const source = await sources.find(call);
    const { readSignedRequest } = channels[source.kind];
    if (!readSignedRequest) throw new EdgeError("not_found");
    const bytes = await readBytes(call.req.raw, MAX_FORM_BYTES);
    const form = new URLSearchParams(new TextDecoder().decode(bytes));
    const text = form.get("signed_request") ?? "";
    const told = readSignedRequest(text, source.secrets);
    if (told) return { source, told };
    const now = await sources.findAgain(call);
    const again = now && readSignedRequest(text, now.secrets);
    if (!again) {
      sources.countRefused(call);
      throw new EdgeError("bad_signature");
    }
    return { source, told: again };
  }

  hono.post("/webhooks/:kind/:key/deauthorize", async (call) => {
    const { source, told } = await read(call);
    await recordDeauthorized(context, {
      sourceId: source.id,
      accountId: told.accountId,
    });
    context.log.warn({ sourceId: source.id }, "app deauthorized");
    return call.json({ success: true });
  });

  hono.post("/webhooks/:kind/:key/data-deletion", async (call) => {
    const { source, told } = await read(call);
    if (told.userId === null) throw new EdgeError("bad_signature");
    const code = await recordDeletionRequest(context, {
      sourceId: source.id,
      userId: told.userId,
    });
    const url = `${context.config.publicUrl}/deletion/${code}`;
    return call.json({ url, confirmation_code: code });
  });
  return hono;
}
