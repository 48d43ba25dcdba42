import { z } from "zod";
import {
  deliveryIdSchema,
  deliveryQuerySchema,
  deliverySchema,
  replayDeliveriesSchema,
} from "#contract/channels/deliveries.ts";
import { pageOf } from "#contract/base/page.ts";
import {
  getDelivery,
  listDeliveries,
  replayDeliveries,
} from "#server/domain/channels/deliveries.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** Deliveries from Meta, unchanged; for admins. */
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
        "Newest first, of the last 30 days. A search looks through a limited number of deliveries at once: a page can be empty and still have a `nextCursor`.",
      query: deliveryQuerySchema,
      answer: pageOf(deliverySchema),
    },
    ({ context, actor, query }) => listDeliveries(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Administration",
      path: "/deliveries/{id}",
      id: deliveryIdSchema,
      name: "getDelivery",
      summary: "Get a webhook delivery",
      answer: deliverySchema,
    },
    ({ context, actor, id }) => getDelivery(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag: "Administration",
      path: "/deliveries/replay",
      name: "replayDeliveries",
      summary: "Replay webhook deliveries",
      description:
        "Applies deliveries again. What was applied before changes nothing.",
      body: replayDeliveriesSchema,
      answer: z.object({ replayed: z.number() }),
    },
    async ({ context, actor, body }) => ({
      replayed: await replayDeliveries(context, actor, body.ids),
    }),
  );
}
