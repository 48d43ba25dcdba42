import { Prisma } from "#server/db/client.ts";
import type { Tx } from "#server/db/transaction.ts";
import type { Aftermath } from "#server/pipeline/apply/apply-events.ts";

export type Delivery = {
  id: bigint;
  metaAppId: string;
  receivedAt: Date;
  body: Uint8Array;
  attempts: number;
};

export type Note = { reason: string; path: string };
/** What applying did. `parked`: why a delivery is set aside for an admin to see. */
export type Outcome = Aftermath & {
  notes: Map<bigint, Note[]>;
  parked: Map<bigint, string>;
};

/** Deliveries of one transaction, and the bytes past which no more are added. */
const BATCH = 50;
const BATCH_BYTES = 1024 * 1024;

/** Takes the oldest deliveries that are due, locked until the transaction ends. */
export async function claimDeliveries(tx: Tx): Promise<Delivery[]> {
  // A millisecond more: the column rounds to milliseconds, also upwards.
  const rows = await tx.$queryRaw<{ id: bigint; bytes: number }[]>(Prisma.sql`
    select id, octet_length(body) as bytes from delivery
    where state = 'pending' and "nextAttemptAt" <= now() + interval '1 millisecond'
    order by id limit ${BATCH} for update skip locked`);
  let bytes = 0;
  const ids = rows
    .filter((row, index) => (bytes += row.bytes) <= BATCH_BYTES || index === 0)
    .map(({ id }) => id);
  return readDeliveries(tx, ids);
}

export async function readDeliveries(
  tx: Tx,
  ids: bigint[],
): Promise<Delivery[]> {
  if (ids.length === 0) return [];
  return tx.$queryRaw<Delivery[]>(Prisma.sql`
    select id, "metaAppId", "receivedAt", body, attempts from delivery
    where id = any(${ids}::bigint[]) order by id`);
}

/** Writes how a batch ended, in the transaction that applied it. */
export async function markDeliveries(
  tx: Tx,
  batch: Delivery[],
  outcome: Outcome,
): Promise<void> {
  if (batch.length === 0) return;
  const rows = batch.map(({ id }) => ({
    id: id.toString(),
    error: outcome.parked.get(id) ?? null,
    notes: outcome.notes.get(id) ?? null,
  }));
  await tx.$executeRaw(Prisma.sql`
    update delivery d set state = case when x.error is null then 'applied' else 'parked' end,
      error = x.error, notes = nullif(x.notes, 'null'::jsonb),
      "appliedAt" = case when x.error is null then now() end, attempts = d.attempts + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id bigint, error text, notes jsonb)
    where d.id = x.id`);
}
