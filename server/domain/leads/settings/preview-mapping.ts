import { CONTACT_FIELDS, type LeadContact } from "#contract/leads/lead.ts";
import type { Mapping, MappingPreview } from "#contract/leads/lead-settings.ts";
import { Prisma } from "#server/db/client.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { leadVisibleTo } from "#server/domain/access/visible-lead.ts";
import type { Context } from "#server/domain/context.ts";
import { readForm } from "#server/domain/leads/rows/lead-form-rows.ts";
import { selectLeads } from "#server/domain/leads/rows/lead-rows.ts";
import { toContact } from "#server/domain/leads/rows/map-answers.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { chosenFields, getLeadForm, requireMapping } from "./lead-pages.ts";

const PREVIEWED_LEADS = 10;

/**
 * The contacts that the last leads of a form would get by a mapping, beside
 * those that they get by the saved one. Stores nothing.
 * @throws AppError forbidden, not_found, invalid_input
 */
export async function previewMapping(
  context: Context,
  actor: Actor,
  formId: string,
  mapping: Mapping,
): Promise<MappingPreview> {
  requireAction(actor, "leads.manage");
  requireMapping(mapping, await getLeadForm(context, actor, formId));
  const { sql } = context.db;
  const [form, { country }, leads] = await Promise.all([
    readForm(sql, formId),
    readCompany(sql),
    selectLeads(
      sql,
      Prisma.sql`l."formId" = ${formId} and l.state = 'synced' and not l.test and ${leadVisibleTo(actor)}`,
      Prisma.sql`order by l."createdTime" desc, l.id desc limit ${PREVIEWED_LEADS}::int`,
    ),
  ]);
  // Kept answers have the text of an option already: a text that is the key of another option stays.
  const questions = form.questions.map((one) => ({ ...one, options: [] }));
  const chosen = chosenFields(mapping);
  return {
    items: leads.map(({ id, contact, createdTime, answers }) => ({
      leadId: id,
      name: contact?.name ?? null,
      createdTime,
      fields: compare(
        toContact(answers, { questions, mapping: form.mapping, country }),
        toContact(answers, { questions, mapping: chosen, country }),
      ),
    })),
  };
}

/** The fields with a value in one of two contacts, in the order of a contact; the company's own fields follow by name. */
function compare(
  before: LeadContact,
  after: LeadContact,
): MappingPreview["items"][number]["fields"] {
  const own = new Set([
    ...Object.keys(before.fields),
    ...Object.keys(after.fields),
  ]);
  return [
    ...CONTACT_FIELDS.map((to) => ({
      to,
      before: before[to],
      after: after[to],
    })),
    ...[...own].sort().map((key) => ({
      to: `field:${key}`,
      before: before.fields[key] ?? null,
      after: after.fields[key] ?? null,
    })),
  ].filter((field) => field.before !== null || field.after !== null);
}
