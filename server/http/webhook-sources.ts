import type { Context as Call } from "hono";
import { addressNameOf } from "#contract/channels/rules/channel-rules.ts";
import {
  webhookApp,
  type WebhookApp,
} from "#server/domain/channels/webhook-app.ts";
import type { HttpEnv } from "#server/http/edge/response/http-env.ts";
import { EdgeError } from "#server/http/edge/response/problem.ts";
import type { Services } from "#server/pipeline/services.ts";

/**
 * Finds the source behind an address that vendors call. Refused requests are
 * counted by address of the caller, at all nodes together: those beyond the
 * limit are refused as before, but cost no query. A request that is right is
 * never counted, and never refused for others at its address.
 */
export type WebhookSources = {
  /** @throws EdgeError not_found: no such address, or another kind's */
  find(call: Call<HttpEnv>): Promise<WebhookApp>;
  /**
   * After a refused proof: what may fit now, because the secret was changed a
   * moment ago in another process. Null: too many were refused, or it is gone.
   */
  findAgain(call: Call<HttpEnv>): Promise<WebhookApp | null>;
  /** Counts a request whose proof was refused. False: it is one of too many, and is to be recorded nowhere. */
  countRefused(call: Call<HttpEnv>): boolean;
};

export const REFUSALS_A_MINUTE = 300;

export function createWebhookSources({
  context,
  limits,
}: Pick<Services, "context" | "limits">): WebhookSources {
  const refusals = limits.limit({
    name: "webhook refused",
    points: REFUSALS_A_MINUTE,
    windowSeconds: 60,
  });
  const keyOf = (call: Call<HttpEnv>) => call.req.param("key") ?? "";
  const isFlooded = (call: Call<HttpEnv>) =>
    refusals.look(call.get("address")) > 0;
  return {
    async find(call) {
      const source = await webhookApp(context, keyOf(call), {
        isFlooded: () => isFlooded(call),
      });
      const name = call.req.param("kind") ?? "";
      if (source?.kind === name) return source;
      if (source && addressNameOf(source.kind) === name) return source;
      refusals.take(call.get("address"));
      throw new EdgeError("not_found");
    },
    async findAgain(call) {
      if (isFlooded(call)) return null;
      return webhookApp(context, keyOf(call), { fresh: true });
    },
    countRefused: (call) => refusals.take(call.get("address")) === 0,
  };
}
