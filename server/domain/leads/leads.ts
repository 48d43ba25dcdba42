import { writeCursor } from "#contract/base/cursor.ts";
import { decimalOf } from "#contract/base/currency.ts";
import { CSV_MARK, csvLine } from "#contract/text/csv.ts";
import { z } from "zod";
import {
  leadSchema,
  type Lead,
  type LeadAttempt,
  type RevealedLead,
} from "#contract/leads/lead.ts";
import type { LeadFilter } from "#contract/leads/lead-requests.ts";
import type { PageQuery } from "#contract/base/page.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  requireReveal,
  requireRole,
  type Actor,
} from "#server/domain/access/actor.ts";
import { hideFields } from "#server/domain/access/hide-fields.ts";
import { maskContacts } from "#server/domain/access/mask-contacts.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import type { Page } from "#server/domain/page.ts";
import {
  assignedWays,
  otherConditions,
} from "#server/domain/leads/rows/lead-filter.ts";
import { readCursor } from "#server/domain/thread/cursor.ts";
import {
  selectAttempts,
  selectLeads,
} from "#server/domain/leads/rows/lead-rows.ts";
import {
  isOfferedTo,
  leadVisibleTo,
} from "#server/domain/access/visible-lead.ts";

/** Lists the leads that the actor may see, newest first by the time their form was filled in. */
export async function listLeads(
  context: Context,
  actor: Actor,
  { limit, cursor, ...filter }: PageQuery & LeadFilter,
): Promise<Page<Lead>> {
  const before = readCursor(cursor);
  const conditions = [leadVisibleTo(actor), ...otherConditions(filter, actor)];
  if (before)
    conditions.push(
      Prisma.sql`(l."createdTime", l.id) < (${before.at}::timestamptz, ${before.id}::uuid)`,
    );
  const ways = assignedWays(actor, filter);
  const order = Prisma.sql`order by l."createdTime" desc, l.id desc`;
  // First the ids, each way in the order of its index; then the rows of this page alone.
  const found = (ways.length > 0 ? ways : [Prisma.sql`true`]).map(
    (
      way,
    ) => Prisma.sql`(select l.id, l."createdTime" from lead l left join channel ch on ch.id = l."channelId"
      where ${Prisma.join([...conditions, way], " and ")} ${order} limit ${limit + 1}::int)`,
  );
  const rows = await selectLeads(
    context.db.sql,
    Prisma.sql`l.id = any(array(select l.id from (${Prisma.join(found, " union ")}) l ${order} limit ${limit + 1}::int))`,
    order,
  );
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items,
    nextCursor: last
      ? writeCursor({ at: new Date(last.createdTime), id: last.id })
      : null,
  };
}

/** @throws AppError not_found: missing and forbidden look alike */
export function getLead(
  { db }: Context,
  actor: Actor,
  leadId: string,
): Promise<Lead> {
  return readLead(db.sql, actor, leadId);
}

export function readLead(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  leadId: string,
): Promise<Lead> {
  return readLeadWhere(sql, leadId, leadVisibleTo(actor));
}

/** The lead, if the condition over `l` holds. @throws AppError not_found */
export async function readLeadWhere(
  sql: Pick<Sql, "$queryRaw">,
  leadId: string,
  condition: Prisma.Sql,
): Promise<Lead> {
  const [lead] = await selectLeads(
    sql,
    Prisma.sql`l.id = ${leadId}::uuid and ${condition}`,
  );
  if (!lead) throw new AppError("not_found", { leadId });
  return lead;
}

/** Also for a member of its queue or ring group after another agent took it: they learn who was first. */
export function readLeadToTake(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  leadId: string,
): Promise<Lead> {
  return readLeadWhere(
    sql,
    leadId,
    Prisma.sql`(${leadVisibleTo(actor)} or ${isOfferedTo(actor)})`,
  );
}

/** The history of a lead, newest first. @throws AppError not_found */
export async function listLeadAttempts(
  context: Context,
  actor: Actor,
  leadId: string,
): Promise<LeadAttempt[]> {
  await getLead(context, actor, leadId);
  return selectAttempts(context.db.sql, leadId);
}

const EXPORT_PAGE = 100;

/**
 * Returns the contact data of a lead that the actor's role sees masked. Recorded.
 * @throws AppError not_found, forbidden: their role may not see it at all
 */
export async function revealLead(
  context: Context,
  actor: Actor,
  leadId: string,
): Promise<RevealedLead> {
  requireReveal(actor);
  const { contact, answers } = await getLead(context, actor, leadId);
  await writeAudit(context.db.sql, actor, "lead.revealed", {
    type: "lead",
    id: leadId,
  });
  return { contact, answers };
}

/** The leads of a filter as CSV, with a column for each question. For supervisors; recorded. */
export async function exportLeads(
  context: Context,
  actor: Actor,
  filter: LeadFilter,
): Promise<AsyncIterable<string>> {
  requireRole(actor, "supervisor");
  await writeAudit(context.db.sql, actor, "lead.exported", {
    type: "lead",
    id: "all",
  });
  return lines(context, actor, filter);
}

const COLUMNS = [
  "createdTime",
  "name",
  "firstName",
  "lastName",
  "email",
  "phone",
  "company",
  "city",
  "form",
  "platform",
  "ad",
  "campaign",
  "state",
  "status",
  "lostReason",
  "source",
  "value",
  "currency",
  "owner",
  "answers",
  "consents",
  "leadgenId",
];

async function* lines(
  context: Context,
  actor: Actor,
  filter: LeadFilter,
): AsyncGenerator<string> {
  const names = await namesOf(context.db.sql);
  yield CSV_MARK + csvLine(COLUMNS);
  for (let cursor: string | undefined, more = true; more;) {
    const page = await listLeads(context, actor, {
      ...filter,
      limit: EXPORT_PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const seen = hideFields(z.array(leadSchema), page.items, actor);
    const items = actor.contactLimit
      ? maskContacts(z.array(leadSchema), seen)
      : seen;
    for (const lead of items) yield csvLine(cells(lead, names));
    cursor = page.nextCursor ?? undefined;
    more = cursor !== undefined;
  }
}

function cells(lead: Lead, names: Map<string, string>): string[] {
  const { contact } = lead;
  return [
    lead.createdTime,
    contact?.name,
    contact?.firstName,
    contact?.lastName,
    contact?.email,
    contact?.phone,
    contact?.company,
    contact?.city,
    lead.formName ?? lead.formId,
    lead.platform,
    lead.ad?.name ?? lead.ad?.id,
    lead.campaign?.name ?? lead.campaign?.id,
    lead.state,
    names.get(lead.statusId ?? ""),
    lead.lostReason,
    names.get(lead.sourceId ?? ""),
    lead.value && decimalOf(lead.value.amountMinor, lead.value.currency),
    lead.value?.currency,
    lead.owner?.name,
    lead.answers
      .map(({ key, label, values }) => `${label ?? key}: ${values.join(", ")}`)
      .join("\n"),
    lead.consents
      .map(({ key, text, given }) => `${given ? "✓" : "✗"} ${text ?? key}`)
      .join("\n"),
    lead.leadgenId,
  ].map((value) => value ?? "");
}

async function namesOf(sql: Sql): Promise<Map<string, string>> {
  const rows = await sql.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from lead_status union all select id, name from lead_source`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
