import { publish } from "../webhooks/publish.ts";
import { newObjectId } from "./ids.ts";
import type { SimForm, SimLead, World } from "./model.ts";

/** Someone fills in a form; the page's apps hear it on `leadgen`. */
export function createLead(
  world: World,
  form: SimForm,
  given: {
    fieldData: SimLead["fieldData"];
    ad?: SimLead["ad"] | undefined;
    platform?: SimLead["platform"] | undefined;
    consents?: string[] | undefined;
    isTest?: boolean | undefined;
    at?: number | undefined;
  },
): SimLead {
  const lead: SimLead = {
    id: newObjectId(),
    formId: form.id,
    pageId: form.pageId,
    createdAt: given.at ?? Date.now(),
    fieldData: given.fieldData,
    ad: given.ad ?? null,
    platform: given.platform ?? "fb",
    consents: given.consents ?? [],
    isTest: given.isTest ?? false,
  };
  world.leads.set(lead.id, lead);
  void publish(world, {
    pageId: form.pageId,
    field: "leadgen",
    kind: "changes",
    item: {
      field: "leadgen",
      value: {
        leadgen_id: lead.id,
        page_id: lead.pageId,
        form_id: lead.formId,
        created_time: Math.floor(lead.createdAt / 1000),
        ...(lead.ad ? { ad_id: lead.ad.adId, adgroup_id: lead.ad.adId } : {}),
      },
    },
  });
  return lead;
}
