import { CSV_MARK, csvLine } from "#contract/text/csv.ts";
import type { Lead, LeadAttempt } from "#contract/leads/lead.ts";
import type { LeadFilter } from "#contract/leads/lead-requests.ts";
import type { PageQuery } from "#contract/base/page.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { likePattern } from "#server/domain/like-pattern.ts";
import type { Page } from "#server/domain/page.ts";
import { readCursor, writeCursor } from "#server/domain/thread/cursor.ts";
import { selectAttempts, selectLeads } from "./lead-rows.ts";
import { leadVisibleTo } from "./visible-lead.ts";

/** Lists the leads that the actor may see, newest first by the time their form was filled in. */
export async function listLeads(
  context: Context,
  actor: Actor,
  { limit, cursor, ...filter }: PageQuery & LeadFilter,
): Promise<Page<Lead>> {
  const before = readCursor(cursor);
  const conditions = [leadVisibleTo(actor), ...conditionsOf(actor, filter)];
  if (before)
    conditions.push(
      Prisma.sql`(l."createdTime", l.id) < (${before.at}::timestamptz, ${before.id}::uuid)`,
    );
  const rows = await selectLeads(
    context.db.sql,
    Prisma.join(conditions, " and "),
    Prisma.sql`order by l."createdTime" desc, l.id desc limit ${limit + 1}::int`,
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

function conditionsOf(actor: Actor, filter: LeadFilter): Prisma.Sql[] {
  const { state, status, source, page, form, assigned, q, from, to, test } =
    filter;
  const all: Prisma.Sql[] = [Prisma.sql`l.test = ${test ?? false}`];
  if (state) all.push(Prisma.sql`l.state = ${state}`);
  if (status) all.push(Prisma.sql`l."statusId" = ${status}::uuid`);
  if (source) all.push(Prisma.sql`l."sourceId" = ${source}::uuid`);
  if (page)
    all.push(
      Prisma.sql`(l."pageId" = ${page} or l."channelId"::text = ${page})`,
    );
  if (form) all.push(Prisma.sql`l."formId" = ${form}`);
  if (assigned === "none")
    all.push(Prisma.sql`l."ownerId" is null and l."assignedId" is null`);
  else if (assigned) {
    const id = assigned === "me" ? actor.agentId : assigned;
    all.push(
      Prisma.sql`(l."ownerId" = ${id}::uuid or l."assignedId" = ${id}::uuid)`,
    );
  }
  if (q) all.push(Prisma.sql`l.search like ${likePattern(q)}`);
  if (from)
    all.push(Prisma.sql`l."createdTime" >= ${new Date(from)}::timestamptz`);
  if (to) all.push(Prisma.sql`l."createdTime" < ${new Date(to)}::timestamptz`);
  return all;
}

/** @throws AppError not_found: missing and forbidden look alike */
export function getLead(
  { db }: Context,
  actor: Actor,
  leadId: string,
): Promise<Lead> {
  return readLead(db.sql, actor, leadId);
}

export async function readLead(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  leadId: string,
): Promise<Lead> {
  const [lead] = await selectLeads(
    sql,
    Prisma.sql`l.id = ${leadId}::uuid and ${leadVisibleTo(actor)}`,
  );
  if (!lead) throw new AppError("not_found", { leadId });
  return lead;
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
  "source",
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
    for (const lead of page.items) yield csvLine(cells(lead, names));
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
    names.get(lead.sourceId ?? ""),
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
