import { leadAdSchema } from "#contract/leads/lead-ad.ts";
import { z } from "zod";
import { pageOf } from "#contract/base/page.ts";
import {
  importedLeadsSchema,
  importLeadsSchema,
} from "#contract/leads/lead-import.ts";
import {
  leadAttemptSchema,
  leadSchema,
  revealedLeadSchema,
} from "#contract/leads/lead.ts";
import {
  createLeadNoteSchema,
  leadFilterSchema,
  leadQuerySchema,
  leadAdsQuerySchema,
  leadStatsQuerySchema,
  leadStatsSchema,
  logLeadCallSchema,
  transferLeadSchema,
  updateLeadSchema,
} from "#contract/leads/lead-requests.ts";
import { importLeads } from "#server/domain/leads/files/import-leads.ts";
import {
  exportLeads,
  revealLead,
  getLead,
  listLeadAttempts,
  listLeads,
} from "#server/domain/leads/leads.ts";
import { addLeadNote, logLeadCall } from "#server/domain/leads/log-contact.ts";
import { countByAd } from "#server/domain/leads/ads.ts";
import { leadStats } from "#server/domain/leads/stats.ts";
import {
  releaseLead,
  retryLead,
  takeLead,
  transferLead,
  updateLead,
} from "#server/domain/leads/update-lead.ts";
import { csvResponse } from "#server/http/edge/response/csv-response.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Leads";

/** People who filled in a form, and the work on them. */
export function leadRoutes(api: Api): void {
  // Fixed paths come before those with an id.
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/leads",
      name: "listLeads",
      summary: "List leads",
      description:
        "Newest first, by the time the form was filled in. Without `test`, test leads are left out.",
      query: leadQuerySchema,
      answer: pageOf(leadSchema),
    },
    ({ context, actor, query }) => listLeads(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/leads/stats",
      name: "getLeadStats",
      summary: "Count the leads of a month",
      description:
        "By the time the form was filled in, in the company’s time zone. Default: this month.",
      query: leadStatsQuerySchema,
      answer: leadStatsSchema,
    },
    ({ context, actor, query }) => leadStats(context, actor, query.month),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/leads/ads",
      name: "countLeadsByAd",
      summary: "Count conversations and leads by ad",
      description:
        "Requires the supervisor role. Of a time, by default of all: the 100 ads with the most conversations.",
      query: leadAdsQuerySchema,
      answer: z.object({ items: z.array(leadAdSchema) }),
    },
    async ({ context, actor, query }) => ({
      items: await countByAd(context, actor, query),
    }),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/leads/export",
      name: "exportLeads",
      summary: "Export leads as CSV",
      description: "Requires the supervisor role. The export is recorded.",
      query: leadFilterSchema,
      file: "download",
    },
    async ({ context, actor, query }) =>
      csvResponse(
        `leads-${context.clock.now().toISOString().slice(0, 10)}.csv`,
        await exportLeads(context, actor, query),
      ),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/leads/import",
      name: "importLeads",
      summary: "Import leads from CSV",
      description:
        "Requires the supervisor role. Rows with an error are reported and left out; all others become leads. With `dryRun` nothing is created. The import is recorded.",
      body: importLeadsSchema,
      answer: importedLeadsSchema,
    },
    ({ context, actor, body }) => importLeads(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/leads/{id}",
      name: "getLead",
      summary: "Get a lead",
      answer: leadSchema,
    },
    ({ context, actor, id }) => getLead(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/leads/{id}/reveal",
      name: "revealLead",
      summary: "Reveal a lead’s contact data",
      description:
        "For roles that see it masked. Refused where the role can’t reveal it. Each use is recorded.",
      answer: revealedLeadSchema,
      reveals: true,
    },
    ({ context, actor, id }) => revealLead(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/leads/{id}",
      name: "updateLead",
      summary: "Update a lead",
      description:
        "`duplicateOf: null` undoes the join with the earlier lead of the same person.",
      body: updateLeadSchema,
      answer: leadSchema,
      problems: ["take_first"],
    },
    ({ context, actor, id, body }) => updateLead(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/leads/{id}/attempts",
      name: "listLeadAttempts",
      summary: "List what happened to a lead",
      description: "Newest first: attempts to fetch it, and what people did.",
      answer: z.object({ items: z.array(leadAttemptSchema) }),
    },
    async ({ context, actor, id }) => ({
      items: await listLeadAttempts(context, actor, id),
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/leads/{id}/notes",
      name: "addLeadNote",
      summary: "Add a note to a lead",
      description:
        "It stands in the lead’s history and on the customer’s timeline.",
      body: createLeadNoteSchema,
      answer: leadSchema,
    },
    ({ context, actor, id, body }) => addLeadNote(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/leads/{id}/calls",
      name: "logLeadCall",
      summary: "Log a call with a lead",
      description:
        "A call counts as contact, also one that no one answered. It stands in the lead’s history and on the customer’s timeline.",
      body: logLeadCallSchema,
      answer: leadSchema,
    },
    ({ context, actor, id, body }) => logLeadCall(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/leads/{id}/retry",
      name: "retryLead",
      summary: "Fetch a lead’s details again",
      answer: leadSchema,
      problems: ["wrong_state"],
    },
    ({ context, actor, id }) => retryLead(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/leads/{id}/take",
      name: "takeLead",
      summary: "Take a lead",
      answer: leadSchema,
      problems: ["owned_by_other"],
    },
    ({ context, actor, id }) => takeLead(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/leads/{id}/release",
      name: "releaseLead",
      summary: "Release a lead",
      answer: leadSchema,
      problems: ["take_first"],
    },
    ({ context, actor, id }) => releaseLead(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/leads/{id}/transfer",
      name: "transferLead",
      summary: "Transfer a lead",
      body: transferLeadSchema,
      answer: leadSchema,
      problems: ["take_first"],
    },
    ({ context, actor, id, body }) => transferLead(context, actor, id, body),
  );
}
