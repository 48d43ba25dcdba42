import { z } from "zod";
import { leadSchema } from "#contract/leads/lead.ts";
import { offerSchema } from "#contract/threads/offer.ts";
import { pageOf } from "#contract/base/page.ts";
import {
  declineOfferSchema,
  takeSchema,
} from "#contract/threads/thread-requests.ts";
import { threadSchema } from "#contract/threads/thread.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/conversations/answer-offer.ts";
import { listOffers } from "#server/domain/inbox/offers.ts";
import {
  acceptLeadOffer,
  declineLeadOffer,
  isLead,
} from "#server/domain/leads/answer-lead-offer.ts";
import { listLeadOffers } from "#server/domain/leads/offering/list-lead-offers.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** Offers that ring for the caller, and requests to take over. */
export function offerRoutes(api: Api): void {
  const tag = "Offers";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/offers",
      name: "listOffers",
      reviewers: "empty",
      summary: "List your offers",
      description:
        "The conversations and leads that ring for you, the first to end first. An offer has either `thread` or `lead`.",
      answer: pageOf(offerSchema),
    },
    async ({ context, actor }) => ({
      items: [
        ...(await listOffers(context, actor)),
        ...(await listLeadOffers(context, actor)),
      ].sort((a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt)),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/offers/{id}/accept",
      name: "acceptOffer",
      summary: "Accept an offer",
      description:
        "The id is the thread’s or the lead’s. The response is what you own now.",
      body: takeSchema,
      bodyOptional: true,
      answer: z.union([threadSchema, leadSchema]),
      problems: ["owned_by_other", "wrong_state", "at_capacity"],
    },
    async ({ context, actor, id, body }) =>
      (await isLead(context, id))
        ? acceptLeadOffer(context, actor, id, body)
        : ((await acceptOffer(context, actor, id, body)) ??
          new Response(null, { status: 204 })),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/offers/{id}/decline",
      name: "declineOffer",
      summary: "Decline an offer",
      description:
        "The id is the thread’s or the lead’s. The next agent is asked, or the sender keeps the thread. To the sender of a request, a `note` says why; it is a note of the thread.",
      body: declineOfferSchema,
      bodyOptional: true,
      problems: ["owned_by_other", "wrong_state"],
    },
    async ({ context, actor, id, body }) =>
      (await isLead(context, id))
        ? declineLeadOffer(context, actor, id)
        : declineOffer(context, actor, id, body.note),
  );
}
