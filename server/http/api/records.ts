import { pageQuerySchema } from "#contract/base/page.ts";
import { auditEntrySchema } from "#contract/people/audit.ts";
import { foundSchema, searchQuerySchema } from "#contract/threads/search.ts";
import { leadSchema } from "#contract/customers/lead.ts";
import { pageOf } from "#contract/base/page.ts";
import { listAudit } from "#server/domain/access/audit.ts";
import { listLeads } from "#server/domain/leads/leads.ts";
import { search } from "#server/domain/inbox/search.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** What is looked up: search, leads, the record of changes. */
export function recordRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag: "Search",
      path: "/search",
      name: "search",
      reviewers: "own",
      summary: "Search messages, customers, and threads",
      query: searchQuerySchema,
      answer: foundSchema,
    },
    ({ context, actor, query }) => search(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Leads",
      path: "/leads",
      name: "listLeads",
      summary: "List leads",
      description: "Newest first.",
      query: pageQuerySchema,
      answer: pageOf(leadSchema),
    },
    ({ context, actor, query }) => listLeads(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Administration",
      path: "/audit",
      name: "listAudit",
      summary: "List audit entries",
      description: "Newest first.",
      query: pageQuerySchema,
      answer: pageOf(auditEntrySchema),
    },
    ({ context, actor, query }) => listAudit(context, actor, query),
  );
}
