import { isDeepStrictEqual } from "node:util";
import {
  customerFilterSchema,
  type CustomerFilter,
} from "#contract/customers/customer-filter.ts";
import {
  MAX_OWN_SEGMENTS,
  type CreateSegment,
  type Segment,
  type SegmentShared,
  type SegmentUse,
  type UpdateSegment,
} from "#contract/customers/segment.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import {
  requireRoom,
  requireShare,
} from "#server/domain/access/saved-filters.ts";
import { supervisedBy } from "#server/domain/access/scope.ts";
import {
  segmentEditableBy,
  segmentVisibleTo,
} from "#server/domain/access/segments.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { lockRoutes } from "#server/domain/destinations/destination.ts";
import { newId } from "#server/runtime/crypto.ts";

type Reader = Pick<Sql, "$queryRaw">;
type Row = {
  id: string;
  name: string;
  filter: unknown;
  departmentId: string | null;
  everybody: boolean;
  ownerId: string;
  ownerName: string;
  mayEdit: boolean;
};

/** Lists the segments that the actor has: their own first, then by name. */
export function listSegments(reader: Reader, actor: Actor): Promise<Segment[]> {
  return select(reader, actor, Prisma.sql`true`);
}

/** The filter of a segment that the actor has. @throws AppError not_found */
export async function readSegmentFilter(
  reader: Reader,
  actor: Actor,
  id: string,
): Promise<CustomerFilter> {
  return (await readSegment(reader, actor, id)).filter;
}

/**
 * Saves a segment. Sharing it with a department requires its supervisor;
 * sharing it with everybody requires a supervisor.
 * @throws AppError forbidden, not_found (the department), invalid_input (`name`: too many)
 */
export function createSegment(
  context: Context,
  actor: Actor,
  { name, filter, shared }: CreateSegment,
): Promise<Segment> {
  requireAction(actor, "customers.segments");
  return inSqlTransaction(context.db, async (tx) => {
    await requireShare(tx, actor, shared, shareableRow(actor));
    await requireRoom(tx, actor, ROOM);
    const id = newId();
    const place = placeOf(shared);
    await tx.$executeRaw(Prisma.sql`
      insert into customer_segment (id, "ownerId", name, filter, limited, "departmentId", everybody)
      values (${id}::uuid, ${actor.agentId}::uuid, ${name}, ${JSON.stringify(filter)}::jsonb, ${isLimited(actor)},
        ${place.departmentId}::uuid, ${place.everybody})`);
    await record(tx, actor, "customer_segment.created", id);
    return readSegment(tx, actor, id);
  });
}

/**
 * Changes a segment: its author, and for a shared one the agents who may share it so.
 * @throws AppError forbidden, not_found, in_use with `current`: rules ask for it, and it would no longer be everybody's
 */
export function updateSegment(
  context: Context,
  actor: Actor,
  id: string,
  { name, filter, shared }: UpdateSegment,
): Promise<Segment> {
  requireAction(actor, "customers.segments");
  return inSqlTransaction(context.db, async (tx) => {
    const isMoved = shared !== undefined;
    if (isMoved) await lockRoutes(tx);
    const held = await lockEditable(tx, actor, id);
    if (isMoved && !isDeepStrictEqual(shared, held.shared)) {
      await requireShare(tx, actor, shared, shareableRow(actor));
      if (held.shared === "everybody") await refuseIfAsked(tx, id);
    }
    const place = placeOf(isMoved ? shared : held.shared);
    // Rules seek with the sight of the filter's author.
    const limited =
      filter === undefined
        ? Prisma.sql`limited`
        : Prisma.sql`${isLimited(actor)}`;
    await tx.$executeRaw(Prisma.sql`
      update customer_segment set name = ${name ?? held.name}, filter = ${JSON.stringify(filter ?? held.filter)}::jsonb,
        limited = ${limited}, "departmentId" = ${place.departmentId}::uuid, everybody = ${place.everybody}
      where id = ${id}::uuid`);
    await record(tx, actor, "customer_segment.updated", id);
    const [segment] = await select(tx, actor, Prisma.sql`g.id = ${id}::uuid`);
    // An agent can withdraw another agent's segment from their own sight.
    return (
      segment ?? {
        ...held,
        name: name ?? held.name,
        filter: filter ?? held.filter,
        shared: null,
      }
    );
  });
}

/** @throws AppError forbidden, not_found, in_use with `current`: rules ask for it */
export async function deleteSegment(
  context: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  requireAction(actor, "customers.segments");
  await inSqlTransaction(context.db, async (tx) => {
    await lockRoutes(tx);
    await lockEditable(tx, actor, id);
    await refuseIfAsked(tx, id);
    await tx.$executeRaw(
      Prisma.sql`delete from customer_segment where id = ${id}::uuid`,
    );
    await record(tx, actor, "customer_segment.deleted", id);
  });
}

const isLimited = ({ contactLimit }: Actor) => contactLimit !== undefined;

async function readSegment(
  reader: Reader,
  actor: Actor,
  id: string,
): Promise<Segment> {
  const [found] = await select(reader, actor, Prisma.sql`g.id = ${id}::uuid`);
  if (!found) throw new AppError("not_found", { segmentId: id });
  return found;
}

async function lockEditable(
  tx: Sql,
  actor: Actor,
  id: string,
): Promise<Segment> {
  await tx.$queryRaw(
    Prisma.sql`select id from customer_segment where id = ${id}::uuid for update`,
  );
  const found = await readSegment(tx, actor, id);
  if (!found.mayEdit) throw new AppError("forbidden", { needs: "supervisor" });
  return found;
}

async function select(
  reader: Reader,
  actor: Actor,
  condition: Prisma.Sql,
): Promise<Segment[]> {
  const rows = await reader.$queryRaw<Row[]>(Prisma.sql`
    select g.id, g.name, g.filter, g."departmentId", g.everybody, g."ownerId", a.name as "ownerName",
      ${segmentEditableBy(actor)} as "mayEdit"
    from customer_segment g join agent a on a.id = g."ownerId"
    where ${segmentVisibleTo(actor)} and ${condition}
    order by g."ownerId" <> ${actor.agentId}::uuid, lower(g.name), g.id`);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    // A filter of an older version may have a value that is no longer known: it then shows everybody.
    filter: storedFilter(row.filter) ?? {},
    shared:
      row.departmentId !== null
        ? { departmentId: row.departmentId }
        : row.everybody
          ? "everybody"
          : null,
    owner: { id: row.ownerId, name: row.ownerName },
    mayEdit: row.mayEdit,
  }));
}

/** Null: one of another version. */
export function storedFilter(filter: unknown): CustomerFilter | null {
  return customerFilterSchema.safeParse(filter).data ?? null;
}

/** @throws AppError in_use */
async function refuseIfAsked(tx: Sql, id: string): Promise<void> {
  const wanted = JSON.stringify([id]);
  const rules = await tx.$queryRaw<SegmentUse["rules"]>(Prisma.sql`
    select c.name as channel, r->>'name' as rule
    from channel c cross join jsonb_array_elements(c.rules) r
    where c."deletedAt" is null and r->'when'->'segment' @> ${wanted}::jsonb
    order by c.name, r->>'name'`);
  if (rules.length > 0) throw new AppError("in_use", { current: { rules } });
}

const ROOM = {
  table: Prisma.sql`customer_segment`,
  limit: MAX_OWN_SEGMENTS,
  code: "too_many_segments",
} as const;

const shareableRow =
  (actor: Actor) =>
  ({ departmentId }: { departmentId: string }) =>
    Prisma.sql`select ${supervisedBy(actor, Prisma.sql`d.id`)} as may
      from department d where d.id = ${departmentId}::uuid`;

const placeOf = (shared: SegmentShared) => ({
  departmentId:
    shared !== null && shared !== "everybody" ? shared.departmentId : null,
  everybody: shared === "everybody",
});

/** A segment's name can be a customer's: the entry has none, and an erasure needs to look for none. */
function record(
  tx: Sql,
  actor: Actor,
  action: AuditAction,
  id: string,
): Promise<void> {
  return writeAudit(tx, actor, action, { type: "customer_segment", id });
}
