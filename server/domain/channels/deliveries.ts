import type {
  DeliveryQuery,
  DeliveryRecord,
} from "#contract/channels/deliveries.ts";
import { truncate } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import type { Page } from "#server/domain/page.ts";

/** Enough to see what it is; a whole delivery may have 4 MB. */
const SHOWN_BYTES = 20_000;

type Row = Omit<DeliveryRecord, "id" | "receivedAt" | "body"> & {
  id: bigint;
  receivedAt: Date;
  start: Uint8Array;
};

/**
 * Webhook deliveries as they came, newest first; for administrators, since
 * they hold what customers wrote.
 * @throws AppError forbidden
 */
export async function listDeliveries(
  context: Context,
  actor: Actor,
  { state, limit, cursor }: DeliveryQuery,
): Promise<Page<DeliveryRecord>> {
  requireRole(actor, "admin");
  const before = readNumber(cursor);
  const rows = await context.db.sql.$queryRaw<Row[]>(Prisma.sql`
    select d.id, ma."externalId" as "appId", d."receivedAt", d.state, d.attempts, d.error, d.notes, d."waitingFor",
      octet_length(d.body) as bytes, substring(d.body from 1 for ${SHOWN_BYTES}::int) as start
    from delivery d join source ma on ma.id = d."sourceId"
    where d.state = ${state} and (${before}::bigint is null or d.id < ${before}::bigint)
    order by d.id desc limit ${limit + 1}`);
  const kept = rows.slice(0, limit);
  const last = rows.length > limit ? kept.at(-1) : undefined;
  return {
    items: kept.map(({ id, receivedAt, start, ...row }) => ({
      ...row,
      id: id.toString(),
      receivedAt: receivedAt.toISOString(),
      body: new TextDecoder().decode(start),
    })),
    nextCursor: last ? last.id.toString() : null,
  };
}

/**
 * Applies deliveries again that were set aside: after a repair, say. What of
 * them was applied before changes nothing the second time.
 * @returns how many were set aside and are now pending.
 * @throws AppError forbidden
 */
export async function replayDeliveries(
  context: Context,
  actor: Actor,
  ids: string[],
): Promise<number> {
  requireRole(actor, "admin");
  const count = await inSqlTransaction(context.db, async (tx) => {
    const replayed = await tx.$executeRaw(Prisma.sql`
      update delivery set state = 'pending', attempts = 0, "nextAttemptAt" = now(), error = null
      where id = any(${ids}::bigint[]) and state in ('parked', 'waiting')`);
    wakeAfterCommit(tx, "apply");
    const target = { type: "delivery", id: truncate(ids.join(","), 200) };
    await writeAudit(tx, actor, "delivery.replayed", target, { replayed });
    return replayed;
  });
  return count;
}

function readNumber(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  if (/^\d{1,18}$/.test(cursor)) return cursor;
  throw invalidInput("cursor", "Use a cursor that a list has given.");
}
