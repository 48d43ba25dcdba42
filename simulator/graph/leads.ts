import { createLead } from "../world/leads.ts";
import type { SimForm, SimLead, SimPage, World } from "../world/model.ts";
import type { Caller } from "./auth.ts";
import { refuse } from "./errors.ts";
import { parseFields, pick, type FieldTree } from "./fields.ts";
import { graphTime, paged } from "./paging.ts";
import { answer, type GraphReply } from "./reply.ts";
import { isRecord, textParam, type GraphRequest } from "./request.ts";

const LEAD_DEFAULTS = "id,created_time,field_data";
const PAGE_SIZE = 25;

/** GET /{page-id}/leadgen_forms */
export function leadForms(
  world: World,
  page: SimPage,
  request: GraphRequest,
): GraphReply {
  const asked = textParam(request.params, "fields") ?? "id,name,locale,status";
  const tree = parseFields(asked);
  const mine = [...world.forms.values()].filter(
    (form) => form.pageId === page.id,
  );
  return answer(
    paged(
      mine,
      (form) => formFields(form, tree),
      ({ id }) => id,
      request.params,
      PAGE_SIZE,
    ),
  );
}

/** GET /{form-id}, GET /{form-id}/leads, GET|POST|DELETE …/test_leads */
export function formNode(
  world: World,
  caller: Caller,
  form: SimForm,
  edge: string | undefined,
  request: GraphRequest,
): GraphReply {
  if (form.pageId !== caller.page?.id)
    throw refuse.noSuchObject(form.id, request.method);
  const { params } = request;
  if (edge === undefined)
    return answer(
      formFields(
        form,
        parseFields(textParam(params, "fields") ?? "id,name,locale,status"),
      ),
    );
  if (edge === "leads") return leadsOf(world, form, params, false);
  if (edge !== "test_leads") throw refuse.unknownPath(edge);
  if (request.method === "GET") return leadsOf(world, form, params, true);
  if (request.method === "DELETE") {
    for (const lead of testLeads(world, form)) world.leads.delete(lead.id);
    return answer({ success: true });
  }
  if (testLeads(world, form).length > 0)
    throw refuse.badParameter(
      "A test lead already exists for this form. Delete it before creating a new one.",
    );
  const lead = createLead(world, form, {
    fieldData: fieldData(params["field_data"]) ?? dummyAnswers(form),
    isTest: true,
  });
  return answer({ id: lead.id });
}

/** GET, DELETE /{leadgen-id} */
export function leadNode(
  world: World,
  caller: Caller,
  lead: SimLead,
  request: GraphRequest,
): GraphReply {
  if (lead.pageId !== caller.page?.id)
    throw refuse.noSuchObject(lead.id, request.method);
  if (request.method === "DELETE") {
    world.leads.delete(lead.id);
    return answer({ success: true });
  }
  const asked = textParam(request.params, "fields") ?? LEAD_DEFAULTS;
  return answer(leadFields(world, lead, parseFields(asked)));
}

function testLeads(world: World, form: SimForm): SimLead[] {
  return [...world.leads.values()].filter(
    (lead) => lead.formId === form.id && lead.isTest,
  );
}

function leadsOf(
  world: World,
  form: SimForm,
  params: Record<string, unknown>,
  isTest: boolean,
): GraphReply {
  const tree = parseFields(textParam(params, "fields") ?? LEAD_DEFAULTS);
  const wanted = timeFilter(params["filtering"]);
  const found = [...world.leads.values()]
    .filter((lead) => lead.formId === form.id && (!isTest || lead.isTest))
    .filter((lead) => wanted(Math.floor(lead.createdAt / 1000)))
    .sort((a, b) => b.createdAt - a.createdAt);
  return answer(
    paged(
      found,
      (lead) => leadFields(world, lead, tree),
      ({ id }) => id,
      params,
      PAGE_SIZE,
    ),
  );
}

/** `filtering=[{field:"time_created",operator,value}]`, Unix seconds. */
function timeFilter(given: unknown): (seconds: number) => boolean {
  const rules = (Array.isArray(given) ? given : []).filter(isRecord);
  return (seconds) =>
    rules.every((rule) => {
      if (rule["field"] !== "time_created") return true;
      const value = Number(rule["value"]);
      switch (rule["operator"]) {
        case "GREATER_THAN":
          return seconds > value;
        case "GREATER_THAN_OR_EQUAL":
          return seconds >= value;
        case "LESS_THAN":
          return seconds < value;
        default:
          throw refuse.badParameter("Param filtering has an unknown operator.");
      }
    });
}

function leadFields(
  world: World,
  lead: SimLead,
  tree: FieldTree,
): Record<string, unknown> {
  const consents = world.forms.get(lead.formId)?.consents ?? [];
  return pick(tree, {
    id: lead.id,
    created_time: graphTime(lead.createdAt),
    form_id: lead.formId,
    is_organic: lead.ad === null,
    platform: lead.platform,
    ad_id: lead.ad?.adId,
    ad_name: lead.ad?.adName,
    campaign_id: lead.ad?.campaignId,
    field_data: lead.fieldData,
    custom_disclaimer_responses: consents.map(({ key }) => ({
      checkbox_key: key,
      is_checked: lead.consents.includes(key) ? "1" : "",
    })),
  });
}

function formFields(form: SimForm, tree: FieldTree): Record<string, unknown> {
  return pick(tree, {
    id: form.id,
    name: form.name,
    locale: form.locale,
    status: "ACTIVE",
    questions: form.questions,
    page: { id: form.pageId },
    legal_content: { custom_disclaimer: { checkboxes: form.consents } },
  });
}

function fieldData(given: unknown): SimLead["fieldData"] | null {
  if (!Array.isArray(given)) return null;
  return given.filter(isRecord).map((field) => ({
    name: String(field["name"]),
    values: Array.isArray(field["values"]) ? field["values"].map(String) : [],
  }));
}

function dummyAnswers(form: SimForm): SimLead["fieldData"] {
  return form.questions.map(({ key }) => ({
    name: key,
    values: [`<test lead: dummy data for ${key}>`],
  }));
}
