import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { jobSchema } from "#contract/channels/job.ts";
import { leadColumnsQuerySchema } from "#contract/leads/lead-requests.ts";
import {
  createLeadStatusSchema,
  formIdSchema,
  leadBackfillSchema,
  leadFormSchema,
  leadFormsQuerySchema,
  leadPageSchema,
  leadSettingsSchema,
  leadSourceRequestSchema,
  leadSourceSchema,
  leadStatusesSchema,
  leadStatusSchema,
  mappingPreviewSchema,
  previewMappingSchema,
  testLeadSchema,
  updateLeadFormSchema,
  updateLeadPageSchema,
  updateLeadSettingsSchema,
  updateLeadStatusSchema,
} from "#contract/leads/lead-settings.ts";
import { requestLeadBackfill } from "#server/domain/leads/intake/lead-backfill.ts";
import {
  getLeadForm,
  listLeadForms,
  listLeadPages,
  updateLeadForm,
} from "#server/domain/leads/settings/lead-pages.ts";
import { previewMapping } from "#server/domain/leads/settings/preview-mapping.ts";
import {
  getLeadSettings,
  updateLeadSettings,
} from "#server/domain/leads/settings/lead-settings.ts";
import {
  createLeadSource,
  createLeadStatus,
  deleteLeadSource,
  deleteLeadStatus,
  listLeadSources,
  listLeadStatuses,
  updateLeadSource,
  updateLeadStatus,
} from "#server/domain/leads/settings/statuses.ts";
import {
  changeLeadPage,
  refreshForms,
  sendTestLead,
} from "#server/pipeline/jobs/leads.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Leads";
const description = "Requires the supervisor role.";
const items = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item) });

/** The sources and destinations of leads. */
export function leadSettingsRoutes(api: Api): void {
  const settings = {
    tag,
    path: "/leads/settings",
    answer: leadSettingsSchema,
  } as const;
  endpoint(
    api,
    {
      ...settings,
      method: "get",
      name: "getLeadSettings",
      summary: "Get the settings of leads",
      description,
    },
    ({ context, actor }) => getLeadSettings(context, actor),
  );
  endpoint(
    api,
    {
      ...settings,
      method: "patch",
      name: "updateLeadSettings",
      summary: "Update the settings of leads",
      description: "Requires the admin role.",
      body: updateLeadSettingsSchema,
    },
    ({ context, actor, body }) => updateLeadSettings(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/leads/pages",
      name: "listLeadPages",
      summary: "List the pages that leads come from",
      description,
      answer: items(leadPageSchema),
    },
    async ({ context, actor }) => ({
      items: await listLeadPages(context, actor),
    }),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/leads/pages/{id}",
      name: "updateLeadPage",
      summary: "Update a page’s monitoring or how its leads begin",
      description:
        "The id is the channel’s. Without `monitoring`, leads are not subscribed to at Meta any more. A new lead gets the assignee, status and source of its form, else of its page, else of the settings.",
      body: updateLeadPageSchema,
      answer: leadPageSchema,
      problems: ["meta_refused", "meta_unreachable"],
    },
    ({ services, actor, id, body }) =>
      changeLeadPage(services, actor, id, body),
  );
  formRoutes(api);
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/leads/test",
      name: "sendTestLead",
      summary: "Send a test lead",
      description:
        "Meta makes it and tells Parley by webhook, as of any other lead. It is labelled, and no figure counts it.",
      body: testLeadSchema,
      answer: z.object({ leadId: idSchema }),
      status: 202,
      problems: ["meta_refused", "meta_unreachable"],
    },
    async ({ services, actor, body }) => ({
      leadId: await sendTestLead(services, actor, body),
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/leads/backfill",
      name: "backfillLeads",
      summary: "Recover missed leads",
      description:
        "Reads the page’s forms for leads since then that are not here. Meta keeps leads for 90 days.",
      body: leadBackfillSchema,
      answer: jobSchema,
      status: 202,
    },
    ({ context, actor, body }) =>
      requestLeadBackfill(context, actor, {
        channelId: body.channelId,
        since: body.since === undefined ? null : new Date(body.since),
      }),
  );
  statusRoutes(api);
  sourceRoutes(api);
}

function formRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/leads/forms",
      name: "listLeadForms",
      summary: "List forms",
      description: "With `channel`, the page’s forms are read at Meta first.",
      query: leadFormsQuerySchema,
      answer: items(leadFormSchema),
      problems: ["meta_refused", "meta_unreachable"],
    },
    async ({ context, services, actor, query }) => {
      if (query.channel !== undefined)
        await refreshForms(services, actor, query.channel);
      return { items: await listLeadForms(context, actor, query) };
    },
  );
  const one = {
    tag,
    path: "/leads/forms/{id}",
    id: formIdSchema,
    answer: leadFormSchema,
  } as const;
  endpoint(
    api,
    { ...one, method: "get", name: "getLeadForm", summary: "Get a form" },
    ({ context, actor, id }) => getLeadForm(context, actor, id),
  );
  endpoint(
    api,
    {
      ...one,
      method: "patch",
      name: "updateLeadForm",
      summary: "Update a form’s mapping or how its leads begin",
      description:
        "`mapping` replaces the former one; questions that it does not name map by themselves. Leads that are here stay as they are.",
      body: updateLeadFormSchema,
    },
    ({ context, actor, id, body }) => updateLeadForm(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/leads/forms/{id}/preview",
      id: formIdSchema,
      name: "previewLeadMapping",
      summary: "Preview a mapping",
      description:
        "The last ten leads of the form with what each field gets by the saved mapping and by the given one. Stores nothing. Test leads are left out.",
      body: previewMappingSchema,
      answer: mappingPreviewSchema,
    },
    ({ context, actor, id, body }) =>
      previewMapping(context, actor, id, body.mapping),
  );
}

function statusRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/lead-statuses",
      name: "listLeadStatuses",
      summary: "List the statuses of leads",
      description:
        "Each with the number of its leads and the sum of their values, of all leads or of those of a filter: the columns of the board.",
      query: leadColumnsQuerySchema,
      answer: leadStatusesSchema,
    },
    ({ context, actor, query }) => listLeadStatuses(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/lead-statuses",
      name: "createLeadStatus",
      summary: "Create a status",
      description,
      body: createLeadStatusSchema,
      answer: leadStatusSchema,
      status: 201,
      problems: ["already_exists"],
    },
    ({ context, actor, body }) => createLeadStatus(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/lead-statuses/{id}",
      name: "updateLeadStatus",
      summary: "Update a status",
      description,
      body: updateLeadStatusSchema,
      answer: leadStatusSchema,
      problems: ["already_exists"],
    },
    ({ context, actor, id, body }) =>
      updateLeadStatus(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/lead-statuses/{id}",
      name: "deleteLeadStatus",
      summary: "Delete a status",
      description: "Refused while leads have it, and for the last one.",
      problems: ["in_use"],
    },
    ({ context, actor, id }) => deleteLeadStatus(context, actor, id),
  );
}

function sourceRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/lead-sources",
      name: "listLeadSources",
      summary: "List the sources of leads",
      answer: items(leadSourceSchema),
    },
    async ({ context, actor }) => ({
      items: await listLeadSources(context, actor),
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/lead-sources",
      name: "createLeadSource",
      summary: "Create a source",
      description,
      body: leadSourceRequestSchema,
      answer: leadSourceSchema,
      status: 201,
      problems: ["already_exists"],
    },
    ({ context, actor, body }) => createLeadSource(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/lead-sources/{id}",
      name: "updateLeadSource",
      summary: "Rename a source",
      description,
      body: leadSourceRequestSchema,
      answer: leadSourceSchema,
      problems: ["already_exists"],
    },
    ({ context, actor, id, body }) =>
      updateLeadSource(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/lead-sources/{id}",
      name: "deleteLeadSource",
      summary: "Delete a source",
      description: "Its leads have none then.",
    },
    ({ context, actor, id }) => deleteLeadSource(context, actor, id),
  );
}
