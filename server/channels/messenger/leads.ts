import { truncate } from "#contract/text/text.ts";
import type { Account } from "#server/channels/channel.ts";
import {
  asFlag,
  asId,
  asLine,
  asList,
  asObject,
  asObjects,
  asText,
  asTime,
  type JsonObject,
} from "#server/channels/common/json.ts";
import type {
  LeadForms,
  VendorForm,
  VendorLead,
} from "#server/channels/leads.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import type { Graph, GraphResult } from "#server/channels/meta/graph.ts";
import { credentials } from "#server/channels/messenger/page.ts";
import { monitorLeads } from "#server/channels/messenger/subscription.ts";
import { toPage } from "#server/channels/messenger/target.ts";

const PLAIN = ["id", "created_time", "form_id", "is_organic", "platform"];
const AD = [
  "ad_id",
  "ad_name",
  "adset_id",
  "adset_name",
  "campaign_id",
  "campaign_name",
];
const CONTENT = ["field_data", "custom_disclaimer_responses"];
const FORM =
  "id,name,locale,status,questions{id,key,label,type,options},legal_content{custom_disclaimer{checkboxes{key,text}}}";
const PLAIN_FORM = "id,name,locale,status,questions";
const PAGE_SIZE = "50";
const MAX_FORM_PAGES = 20;
const TEST_VALUE = /^<test lead: dummy data/;
/** Codes by which Meta refuses single fields: 100 for an unknown one, 10 and 200 for want of a right. */
const FIELD_CODES = new Set([100, 10, 200]);
const GONE_SUBCODE = 33;

/** Meta's lead forms. */
export function leadForms(graph: Graph): LeadForms {
  const ask = (
    account: Account,
    path: string[],
    query: Record<string, string>,
  ) =>
    graph.call({ method: "GET", path, query, ...credentials(toPage(account)) });

  /** Asks for all fields; where one of them is refused, for those that every token may read. */
  async function askEither(
    account: Account,
    path: string[],
    [whole, plain]: [string, string],
    query: Record<string, string> = {},
  ): Promise<GraphResult> {
    const result = await ask(account, path, { ...query, fields: whole });
    return result.kind === "failed" && isAboutFields(result)
      ? ask(account, path, { ...query, fields: plain })
      : result;
  }

  return {
    async lead(account, leadgenId) {
      const result = await askEither(account, [leadgenId], LEAD_FIELDS);
      if (result.kind === "failed") return toFailure(result);
      return { kind: "lead", lead: readLead(result.body, leadgenId) };
    },

    async form(account, formId) {
      const result = await askEither(account, [formId], [FORM, PLAIN_FORM]);
      if (result.kind === "failed") return toFailure(result);
      return { kind: "form", form: readForm(result.body, formId) };
    },

    async forms(account) {
      const forms: VendorForm[] = [];
      let after: string | null = null;
      for (let page = 0; page < MAX_FORM_PAGES; page += 1) {
        const query: Record<string, string> = { limit: PAGE_SIZE };
        if (after !== null) query["after"] = after;
        const path = [account.accountId, "leadgen_forms"];
        const result = await askEither(
          account,
          path,
          [FORM, PLAIN_FORM],
          query,
        );
        if (result.kind === "failed") return toFailure(result);
        for (const form of asObjects(result.body["data"])) {
          const id = asId(form["id"]);
          if (id !== null) forms.push(readForm(form, id));
        }
        after = nextOf(result.body);
        if (after === null) break;
      }
      return { kind: "forms", forms };
    },

    async leadsOf(account, { formId, since, cursor }) {
      const filtering = JSON.stringify([
        {
          field: "time_created",
          operator: "GREATER_THAN_OR_EQUAL",
          value: Math.floor(since.getTime() / 1000),
        },
      ]);
      const query = {
        filtering,
        limit: PAGE_SIZE,
        ...(cursor === null ? {} : { after: cursor }),
      };
      const path = [formId, "leads"];
      const result = await askEither(account, path, LEAD_FIELDS, query);
      if (result.kind === "failed") return toFailure(result);
      const leads = asObjects(result.body["data"]).flatMap((lead) => {
        const id = asId(lead["id"]);
        return id === null ? [] : [readLead(lead, id)];
      });
      return { kind: "page", leads, next: nextOf(result.body) };
    },

    async sendTest(account, formId) {
      const edge = [formId, "test_leads"];
      const before = await ask(account, edge, { fields: "id" });
      if (before.kind === "failed") return toFailure(before);
      // A form has one test lead at a time.
      for (const { id } of asObjects(before.body["data"])) {
        const old = asId(id);
        if (old === null) continue;
        const gone = await graph.call({
          method: "DELETE",
          path: [old],
          ...credentials(toPage(account)),
        });
        if (gone.kind === "failed") return toFailure(gone);
      }
      const made = await graph.call({
        method: "POST",
        path: edge,
        body: { json: {} },
        ...credentials(toPage(account)),
      });
      if (made.kind === "failed") return toFailure(made);
      const leadgenId = asId(made.body["id"]);
      if (leadgenId !== null) return { kind: "sent", leadgenId };
      const message = "The response names no lead.";
      const error = {
        key: "unknown",
        code: null,
        subcode: null,
        message,
        trace: null,
      };
      return { kind: "refused", error };
    },

    monitor: (account, isOn) =>
      monitorLeads(graph, toPage(account), account.appId, isOn),
  };
}

const LEAD_FIELDS: [string, string] = [
  [...PLAIN, ...AD, ...CONTENT].join(","),
  [...PLAIN, ...CONTENT].join(","),
];

function isAboutFields(
  result: Extract<GraphResult, { kind: "failed" }>,
): boolean {
  const { code, subcode } = result.error;
  if (result.error.key === "app_secret_wrong") return false;
  return code !== null && FIELD_CODES.has(code) && subcode !== GONE_SUBCODE;
}

function nextOf(body: JsonObject): string | null {
  const paging = asObject(body["paging"]) ?? {};
  if (asText(paging["next"]) === null) return null;
  return asText(asObject(paging["cursors"])?.["after"]);
}

const MAX_TEXT = 5000;
const MAX_NAME = 300;

function readLead(body: JsonObject, leadgenId: string): VendorLead {
  const named = (what: string) => ({
    id: asId(body[`${what}_id`]),
    name: asLine(body[`${what}_name`], MAX_NAME),
  });
  const answers = asObjects(body["field_data"]).flatMap((field) => {
    const key = asText(field["name"]);
    const values = asList(field["values"]).flatMap((value) => {
      const text = asText(value);
      return text === null ? [] : [truncate(text, MAX_TEXT)];
    });
    return key === null ? [] : [{ key, values }];
  });
  const platform = asText(body["platform"]);
  const organic = body["is_organic"];
  return {
    leadgenId,
    formId: asId(body["form_id"]),
    at: asTime(body["created_time"]),
    platform: platform === "fb" || platform === "ig" ? platform : null,
    organic: organic === undefined || organic === null ? null : asFlag(organic),
    ad: named("ad"),
    adset: named("adset"),
    campaign: named("campaign"),
    answers,
    consents: asObjects(body["custom_disclaimer_responses"]).flatMap((one) => {
      const key = asText(one["checkbox_key"]);
      // "1" or "": a text and no boolean.
      return key === null ? [] : [{ key, given: isChecked(one["is_checked"]) }];
    }),
    isTest: answers.some(({ values }) =>
      values.some((value) => TEST_VALUE.test(value)),
    ),
  };
}

function isChecked(value: unknown): boolean {
  return value === true || value === 1 || value === "1" || value === "true";
}

function readForm(body: JsonObject, id: string): VendorForm {
  const disclaimer = asObject(
    asObject(body["legal_content"])?.["custom_disclaimer"],
  );
  return {
    id,
    name: asLine(body["name"], MAX_NAME),
    locale: asText(body["locale"]),
    status: asText(body["status"]),
    questions: asObjects(body["questions"]).flatMap((question) => {
      const key = asText(question["key"]);
      if (key === null) return [];
      return [
        {
          key,
          label: asText(question["label"]),
          type: asText(question["type"]),
          options: asObjects(question["options"]).flatMap((option) => {
            const value = asText(option["value"]);
            const optionKey = asText(option["key"]) ?? value;
            return value === null || optionKey === null
              ? []
              : [{ key: optionKey, value }];
          }),
        },
      ];
    }),
    consents: asObjects(disclaimer?.["checkboxes"]).flatMap((box) => {
      const key = asText(box["key"]);
      return key === null ? [] : [{ key, text: asText(box["text"]) }];
    }),
  };
}
