import { z } from "zod";
import {
  deliveryQuerySchema,
  deliverySchema,
  replayDeliveriesSchema,
} from "#contract/channels/deliveries.ts";
import { pageOf } from "#contract/base/page.ts";
import {
  listDeliveries,
  replayDeliveries,
} from "#server/domain/channels/deliveries.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** What Meta delivered, as it came; for administrators. */
export function deliveryRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag: "Administration",
      path: "/deliveries",
      name: "listDeliveries",
      summary: "List webhook deliveries",
      description:
        "Newest first. By default, only deliveries that were set aside.",
      query: deliveryQuerySchema,
      answer: pageOf(deliverySchema),
    },
    ({ context, actor, query }) => listDeliveries(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "post",
      tag: "Administration",
      path: "/deliveries/replay",
      name: "replayDeliveries",
      summary: "Replay webhook deliveries",
      description: "Applies deliveries that were set aside again.",
      body: replayDeliveriesSchema,
      answer: z.object({ replayed: z.number() }),
    },
    async ({ context, actor, body }) => ({
      replayed: await replayDeliveries(context, actor, body.ids),
    }),
  );
}
