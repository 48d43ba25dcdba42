import type { Destination } from "#contract/routing/destination.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import { findChainFault, type Handover } from "./overflow-chain.ts";
import {
  rolesWithoutLeads,
  teamRoles,
} from "#server/domain/access/role-lists.ts";

/** A destination as table columns: both set or both null. */
export type DestinationColumns = { type: string | null; id: string | null };

/** A channel, queue or ring group that sends threads to a destination, for the text of a refusal. */
export type DestinationUse = { type: string; name: string };

// Serializes all changes of destinations, so that two simultaneous saves cannot close a loop between them.
const ROUTES_LOCK = 7_027_539_042_103;

export function toDestination(columns: DestinationColumns): Destination | null {
  const { type, id } = columns;
  if (type === null || id === null) return null;
  return { type: type as Destination["type"], id };
}

/** Blocks other changes of destinations until the transaction ends. Take this lock first. */
export async function lockRoutes(tx: Sql): Promise<void> {
  await lockUntilCommit(tx, ROUTES_LOCK);
}

/** The work that a destination receives: reviewers and the roles beside the ladder receive no threads. */
export type Work = "threads" | "leads";

/** The name of a destination that can receive the work; null: it no longer exists, or the agent is disabled or works on no such thing. */
export async function destinationName(
  reader: Pick<Sql, "$queryRaw">,
  { type, id }: Destination,
  work: Work = "threads",
): Promise<string | null> {
  const [row] = await reader.$queryRaw<{ name: string }[]>(
    nameOf[type](id, work),
  );
  return row?.name ?? null;
}

const nameOf: Record<
  Destination["type"],
  (id: string, work: Work) => Prisma.Sql
> = {
  agent: (id, work) =>
    Prisma.sql`select name from agent where id = ${id}::uuid and "disabledAt" is null
      and ${work === "leads" ? Prisma.sql`role not in (${rolesWithoutLeads})` : Prisma.sql`role in (${teamRoles})`}`,
  queue: (id) => Prisma.sql`select name from queue where id = ${id}::uuid`,
  ring_group: (id) =>
    Prisma.sql`select name from ring_group where id = ${id}::uuid`,
};

/**
 * @throws AppError invalid_input at `path`, `destination_gone`: it was deleted or disabled; `destination_role`:
 *   the agent's role receives no such work.
 */
export async function requireDestination(
  tx: Sql,
  path: string,
  destination: Destination | null | undefined,
  work: Work = "threads",
): Promise<void> {
  if (!destination) return;
  if ((await destinationName(tx, destination, work)) !== null) return;
  const isActive =
    destination.type === "agent" && (await isActiveAgent(tx, destination.id));
  throw invalidField(path, isActive ? "destination_role" : "destination_gone");
}

async function isActiveAgent(
  reader: Pick<Sql, "$queryRaw">,
  id: string,
): Promise<boolean> {
  const rows = await reader.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from agent where id = ${id}::uuid and "disabledAt" is null`);
  return rows.length > 0;
}

/**
 * Checks the overflow chain that starts here. The caller holds `lockRoutes`.
 * @throws AppError invalid_input at `path`: a loop, or more than five overflows.
 */
export async function requireSoundChain(
  tx: Sql,
  path: string,
  from: Handover["from"],
  to: Destination | null,
): Promise<void> {
  if (to === null) return;
  const others = await loadHandovers(tx, from.id);
  switch (findChainFault({ from, to }, others)) {
    case "loop":
      throw invalidField(path, "overflow_loop");
    case "too_long":
      throw invalidField(path, "overflow_too_long");
    case null:
  }
}

/**
 * Refuses to delete a destination in use. The caller holds `lockRoutes`.
 * @throws AppError in_use {usedBy, threads}: a channel, queue or ring group sends threads here, or threads
 *   that are not closed are here.
 */
export async function refuseIfRoutedTo(
  tx: Sql,
  { type, id }: Destination,
): Promise<void> {
  const usedBy = await tx.$queryRaw<DestinationUse[]>(Prisma.sql`
    select 'channel' as type, name from channel where "deletedAt" is null and (
      ("openType" = ${type} and "openId" = ${id}::uuid) or ("closedType" = ${type} and "closedId" = ${id}::uuid)
      or ("breakType" = ${type} and "breakId" = ${id}::uuid) or ("holidayType" = ${type} and "holidayId" = ${id}::uuid)
      or rules @> jsonb_build_array(jsonb_build_object('to', jsonb_build_object('type', ${type}::text, 'id', ${id}::text))))
    union all
    select 'queue', name from queue where "overflowType" = ${type} and "overflowId" = ${id}::uuid
    union all
    select 'ring_group', name from ring_group where 
      ("noAnswerType" = ${type} and "noAnswerId" = ${id}::uuid) or ("closedType" = ${type} and "closedId" = ${id}::uuid)
      or ("breakType" = ${type} and "breakId" = ${id}::uuid) or ("holidayType" = ${type} and "holidayId" = ${id}::uuid)`);
  const [counted] = await tx.$queryRaw<{ threads: number }[]>(Prisma.sql`
    select count(*)::int as threads from thread where "routedToType" = ${type} and "routedToId" = ${id}::uuid
      and status in ('waiting', 'open', 'snoozed')`);
  const threads = counted?.threads ?? 0;
  if (usedBy.length === 0 && threads === 0) return;
  throw new AppError("in_use", { current: { usedBy, threads } });
}

async function loadHandovers(tx: Sql, exceptId: string): Promise<Handover[]> {
  const rows = await tx.$queryRaw<
    {
      fromType: Handover["from"]["type"];
      fromId: string;
      type: Destination["type"];
      id: string;
    }[]
  >(Prisma.sql`
    select 'queue' as "fromType", id as "fromId", "overflowType" as type, "overflowId" as id
    from queue where "overflowId" is not null and id <> ${exceptId}::uuid
    union all
    select 'ring_group', id, "noAnswerType", "noAnswerId"
    from ring_group where "noAnswerId" is not null and id <> ${exceptId}::uuid`);
  return rows.map(({ fromType, fromId, type, id }) => ({
    from: { type: fromType, id: fromId },
    to: { type, id },
  }));
}
