import { auditFilterSchema, auditQuerySchema } from "#contract/people/audit.ts";
import { auditEntrySchema } from "#contract/people/audit.ts";
import { foundSchema, searchQuerySchema } from "#contract/threads/search.ts";
import { pageOf } from "#contract/base/page.ts";
import { exportAudit, listAudit } from "#server/domain/access/audit-log.ts";
import { search, soughtOf } from "#server/domain/inbox/search.ts";
import { searchLeads } from "#server/domain/leads/search-leads.ts";
import { csvResponse } from "#server/http/edge/response/csv-response.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** Pages for looking things up: search, the record of changes. */
export function recordRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag: "Search",
      path: "/search",
      name: "search",
      reviewers: "own",
      summary: "Search messages, customers, threads, and leads",
      description:
        "Newest first. `from` and `has` ask for messages, so the other lists are empty. A customer is found with their threads.",
      query: searchQuerySchema,
      answer: foundSchema,
    },
    async ({ context, actor, query }) => {
      const sought = await soughtOf(context, query);
      const [found, leads] = await Promise.all([
        search(context, actor, sought),
        searchLeads(context, actor, sought),
      ]);
      return { ...found, leads };
    },
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Administration",
      path: "/audit",
      name: "listAudit",
      summary: "List audit entries",
      description:
        "Newest first. Entries are only added: the database refuses to change or delete them.",
      query: auditQuerySchema,
      answer: pageOf(auditEntrySchema),
    },
    ({ context, actor, query }) => listAudit(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Administration",
      path: "/audit/export",
      name: "exportAudit",
      summary: "Export audit entries as CSV",
      description:
        "UTF-8, newest first, with the columns at, actor, actorId, action, objectType, objectId, objectName and detail (JSON). The export is recorded.",
      query: auditFilterSchema,
      file: "download",
    },
    async ({ context, actor, query }) =>
      csvResponse(
        `audit-${context.clock.now().toISOString().slice(0, 10)}.csv`,
        await exportAudit(context, actor, query),
      ),
  );
}
