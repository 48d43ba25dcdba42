import { pageQuerySchema } from "#contract/base/page.ts";
import {
  consentEntrySchema,
  consentsSchema,
  recordConsentSchema,
} from "#contract/customers/consent.ts";
import {
  listConsents,
  recordConsent,
} from "#server/domain/customers/consents.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Customers";

/** What a customer has agreed to. */
export function consentRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/customers/{id}/consents",
      name: "listConsents",
      summary: "List a customer’s consents",
      description:
        "Every consent that was given or withdrawn, newest first, with the text as it was; `state` has the newest entry for each purpose. Entries never change. A merged customer has the entries of both.",
      query: pageQuerySchema,
      answer: consentsSchema,
    },
    ({ context, actor, id, query }) =>
      listConsents(context, actor, { customerId: id, ...query }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/customers/{id}/consents",
      name: "recordConsent",
      summary: "Record a consent",
      description:
        "`given: false` withdraws it. While `contact` is withdrawn, messages to the customer are refused with `opted_out`, until they write in the conversation. The entry can’t be changed or deleted; a later one replaces it.",
      body: recordConsentSchema,
      answer: consentEntrySchema,
      status: 201,
    },
    ({ context, actor, id, body, call }) => {
      const isToken = call.get("sessionId") === undefined;
      const { source = isToken ? "integration" : "agent" } = body;
      return recordConsent(context, actor, id, { ...body, source });
    },
  );
}
