import type { LeadFilter } from "#contract/leads/lead-requests.ts";
import type {
  LeadSource,
  LeadStatus,
  LeadStatuses,
} from "#contract/leads/lead-settings.ts";
import { COUNTED_LEADS } from "#contract/leads/count-limit.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { refuseTakenName } from "#server/domain/teams/members.ts";
import { filterConditions } from "#server/domain/leads/rows/lead-filter.ts";
import { readLeadSettings } from "./lead-settings.ts";
import { newId } from "#server/runtime/crypto.ts";
import {
  leadsNear,
  leadVisibleTo,
} from "#server/domain/access/visible-lead.ts";

/** The statuses in their order, each with the leads of the filter that the actor may see and the sum of their values. */
export async function listLeadStatuses(
  { db }: Context,
  actor: Actor,
  filter: LeadFilter = {},
): Promise<LeadStatuses> {
  const { lostReasons, lostReasonRequired, currency } = await readLeadSettings(
    db.sql,
  );
  const conditions = Prisma.join(
    [leadVisibleTo(actor), ...filterConditions(actor, filter)],
    " and ",
  );
  // Each status by an index, up to the limit.
  const rows = await db.sql.$queryRaw<
    Omit<LeadStatus, "reasons" | "reasonRequired">[]
  >(Prisma.sql`
    select s.id, s.name, s.key, s.stage, s.position, counted.leads, counted."amountMinor"
    from lead_status s cross join lateral (
      select count(*)::int as leads, sum("amountMinor") filter (where currency = ${currency})::float8 as "amountMinor"
      from (select l."amountMinor", l.currency from ${leadsNear(actor)} l left join channel ch on ch.id = l."channelId"
        where l."statusId" = s.id and ${conditions} limit ${COUNTED_LEADS}::int) l) counted
    order by s.position, s.id`);
  return {
    currency,
    items: rows.map((row) => ({
      ...row,
      reasons: row.stage === "lost" ? lostReasons : [],
      reasonRequired: row.stage === "lost" && lostReasonRequired,
    })),
  };
}

/** Adds a status at the end. For supervisors. @throws AppError forbidden, already_exists */
export async function createLeadStatus(
  context: Context,
  actor: Actor,
  { name, stage }: { name: string; stage: LeadStatus["stage"] },
): Promise<LeadStatus> {
  const id = newId();
  await changing(
    context,
    actor,
    "lead_status.created",
    { id, name },
    async (tx) => {
      await tx.$executeRaw(Prisma.sql`
      insert into lead_status (id, name, stage, position) values (${id}::uuid, ${name}, ${stage},
        (select coalesce(max(position), -1) + 1 from lead_status))`);
    },
  );
  return oneStatus(context, actor, id);
}

/** Changes a status. A new name is no longer translated. @throws AppError forbidden, not_found, already_exists */
export async function updateLeadStatus(
  context: Context,
  actor: Actor,
  id: string,
  patch: {
    name?: string | undefined;
    stage?: LeadStatus["stage"] | undefined;
    position?: number | undefined;
  },
): Promise<LeadStatus> {
  const { name, stage, position } = patch;
  await changing(
    context,
    actor,
    "lead_status.updated",
    { id, ...patch },
    async (tx) => {
      const count = await tx.$executeRaw(Prisma.sql`
      update lead_status set key = case when ${name ?? null}::text is null or name = ${name ?? null} then key end,
        name = coalesce(${name ?? null}, name), stage = coalesce(${stage ?? null}, stage) where id = ${id}::uuid`);
      if (count === 0) throw new AppError("not_found", { id });
      if (position !== undefined) await moveTo(tx, id, position);
    },
  );
  return oneStatus(context, actor, id);
}

async function moveTo(tx: Sql, id: string, position: number): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from lead_status order by position, id for update`,
  );
  const ids = rows.map((row) => row.id).filter((one) => one !== id);
  ids.splice(position, 0, id);
  await tx.$executeRaw(Prisma.sql`
    update lead_status s set position = x.ordinality::int - 1
    from unnest(${ids}::uuid[]) with ordinality as x(id, ordinality) where x.id = s.id`);
}

/** @throws AppError forbidden, not_found, in_use {leads}: leads have it, or it is the last one */
export async function deleteLeadStatus(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  await changing(context, actor, "lead_status.deleted", { id }, async (tx) => {
    const [row] = await tx.$queryRaw<{ leads: number; others: number }[]>(
      Prisma.sql`select (select count(*)::int from lead where "statusId" = s.id) as leads,
        (select count(*)::int from lead_status o where o.id <> s.id) as others
      from lead_status s where s.id = ${id}::uuid for update`,
    );
    if (!row) throw new AppError("not_found", { id });
    if (row.leads > 0 || row.others === 0)
      throw new AppError("in_use", { current: { leads: row.leads } });
    await tx.$executeRaw(
      Prisma.sql`delete from lead_status where id = ${id}::uuid`,
    );
  });
}

/** The sources by name. Every teammate may read them. */
export function listLeadSources(
  { db }: Context,
  _actor: Actor,
): Promise<LeadSource[]> {
  return db.sql.$queryRaw<LeadSource[]>(
    Prisma.sql`select id, name, key from lead_source order by name`,
  );
}

/** For supervisors. @throws AppError forbidden, already_exists */
export async function createLeadSource(
  context: Context,
  actor: Actor,
  { name }: { name: string },
): Promise<LeadSource> {
  const id = newId();
  await changing(
    context,
    actor,
    "lead_source.created",
    { id, name },
    async (tx) => {
      await tx.$executeRaw(
        Prisma.sql`insert into lead_source (id, name) values (${id}::uuid, ${name})`,
      );
    },
  );
  return { id, name, key: null };
}

/** @throws AppError forbidden, not_found, already_exists */
export async function updateLeadSource(
  context: Context,
  actor: Actor,
  id: string,
  { name }: { name: string },
): Promise<LeadSource> {
  await changing(
    context,
    actor,
    "lead_source.updated",
    { id, name },
    async (tx) => {
      const count = await tx.$executeRaw(
        Prisma.sql`update lead_source set key = case when name = ${name} then key end, name = ${name} where id = ${id}::uuid`,
      );
      if (count === 0) throw new AppError("not_found", { id });
    },
  );
  return { id, name, key: null };
}

/** Deletes a source; its leads have none then. @throws AppError forbidden, not_found */
export async function deleteLeadSource(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  await changing(context, actor, "lead_source.deleted", { id }, async (tx) => {
    const count = await tx.$executeRaw(
      Prisma.sql`delete from lead_source where id = ${id}::uuid`,
    );
    if (count === 0) throw new AppError("not_found", { id });
  });
}

function changing(
  context: Context,
  actor: Actor,
  action: AuditAction,
  { id, ...detail }: { id: string } & Record<string, unknown>,
  change: (tx: Sql) => Promise<void>,
): Promise<void> {
  requireRole(actor, "supervisor");
  return refuseTakenName(() =>
    inSqlTransaction(context.db, async (tx) => {
      await change(tx);
      await writeAudit(tx, actor, action, { type: "lead", id }, detail);
    }),
  );
}

async function oneStatus(
  context: Context,
  actor: Actor,
  id: string,
): Promise<LeadStatus> {
  const { items } = await listLeadStatuses(context, actor);
  const found = items.find((one) => one.id === id);
  if (!found) throw new AppError("not_found", { id });
  return found;
}
