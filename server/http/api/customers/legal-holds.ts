import { pageOf, pageQuerySchema } from "#contract/base/page.ts";
import {
  legalHoldSchema,
  listedHoldSchema,
  placeHoldSchema,
  placePeriodHoldSchema,
} from "#contract/customers/legal-hold.ts";
import {
  endHold,
  listAllHolds,
  listHolds,
  placeHold,
  placePeriodHold,
} from "#server/domain/customer-record/legal-holds.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Customers";

/** Legal holds: what may be neither deleted nor erased. */
export function legalHoldRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/{id}/holds",
      name: "listHolds",
      summary: "List a customer’s legal holds",
      description:
        "Requires the admin role. Those of the customer and of their conversations that have not ended.",
      answer: pageOf(legalHoldSchema),
    },
    async ({ context, actor, id }) => ({
      items: await listHolds(context, actor, id),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/{id}/holds",
      name: "placeHold",
      summary: "Place a legal hold",
      description:
        "Requires the admin role. Retention leaves alone what is held, conversations can’t be deleted, and the customer can’t be erased: 409 `held`, with the holds in `current` for admins alone. With `threadId` only that conversation is held. The hold ends at `until`, or when it is ended. Recorded in the audit log, without the reason.",
      body: placeHoldSchema,
      answer: legalHoldSchema,
      status: 201,
    },
    ({ context, actor, id, body }) => placeHold(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/holds",
      name: "listAllHolds",
      summary: "List all legal holds",
      description:
        "Requires the admin role. Those on customers, conversations and periods that have not ended, the last one first.",
      query: pageQuerySchema,
      answer: pageOf(listedHoldSchema),
    },
    ({ context, actor, query }) => listAllHolds(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/holds",
      name: "placePeriodHold",
      summary: "Place a legal hold on a period",
      description:
        "Requires the admin role. Retention leaves alone every message, file, lead, webhook delivery and entry of routing history from `from` until before `to`. A conversation with something of the period can’t be deleted, and a customer with something of it can’t be erased: 409 `held`, with the holds in `current` for admins alone. The hold ends at `until`, or when it is ended. Recorded in the audit log, without the reason.",
      body: placePeriodHoldSchema,
      answer: legalHoldSchema,
      status: 201,
    },
    ({ context, actor, body }) => placePeriodHold(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/holds/{id}",
      name: "endHold",
      summary: "End a legal hold",
      description: "Requires the admin role. Recorded in the audit log.",
    },
    ({ context, actor, id }) => endHold(context, actor, id),
  );
}
