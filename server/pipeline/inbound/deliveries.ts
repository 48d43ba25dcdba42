import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";

export type Delivery = {
  id: bigint;
  sourceId: string;
  kind: ChannelKind;
  /** The vendor's id of the source. */
  externalId: string;
  receivedAt: Date;
  body: Uint8Array;
  attempts: number;
  /** The trace of the request that brought it; see traced.ts. */
  trace?: string | null | undefined;
};

export type Note = { reason: string; path: string };
/** The results for deliveries. `parked`: why a delivery is set aside for an admin to see. */
export type Marks = {
  notes: Map<bigint, Note[]>;
  parked: Map<bigint, string>;
  /** By delivery, the vendor's ids of the pages that it waits for. */
  waiting: Map<bigint, Set<string>>;
};

/** The prefix of the error of a delivery that waits for something else. */
export const WAITS = "waits";

/** The most deliveries of one transaction, and the bytes past which no more are added. */
const BATCH = 200;
// A literal: for a parameter, a cached generic plan expects a tenth of all rows.
const LIMIT = Prisma.raw(String(BATCH));
const BATCH_BYTES = 1024 * 1024;

export const DELIVERY_DUE = Prisma.sql`state = 'pending' and "nextAttemptAt" <= ${ROUNDED_NOW}`;

/** Claims the oldest due deliveries and locks them until the transaction ends. */
export async function claimDeliveries(tx: Sql): Promise<Claimed[]> {
  return tx.$queryRaw<Claimed[]>(Prisma.sql`
    with due as materialized (
      select id, "sourceId", "receivedAt", body, attempts, trace from delivery
      where ${DELIVERY_DUE}
      order by id limit ${LIMIT} for update skip locked),
    sized as (select *, sum(octet_length(body)) over (order by id) as bytes,
      row_number() over (order by id) as nth, count(*) over () as due from due)
    select id, "sourceId", (select kind from source where source.id = "sourceId") as kind,
      (select "externalId" from source where source.id = "sourceId") as "externalId", "receivedAt", body, attempts, trace, due::int from sized
    where bytes <= ${BATCH_BYTES}::int or nth = 1 order by id`);
}

/** `due`: the number that was due. Only a limited number of bytes is claimed at once. */
type Claimed = Delivery & { due: number };

/** Whether a claim may have left some deliveries behind. */
export function leftSome(claimed: Claimed[]): boolean {
  const due = claimed[0]?.due ?? 0;
  return due === BATCH || due > claimed.length;
}

export async function readDeliveries(
  tx: Sql,
  ids: bigint[],
): Promise<Delivery[]> {
  if (ids.length === 0) return [];
  return tx.$queryRaw<Delivery[]>(Prisma.sql`
    select d.id, d."sourceId", so.kind, so."externalId", d."receivedAt", d.body, d.attempts, d.trace
    from delivery d join source so on so.id = d."sourceId"
    where d.id = any(${ids}::bigint[]) order by d.id`);
}

/** Stores deliveries whose events this same transaction applies. */
export async function storeApplied(
  tx: Sql,
  deliveries: { sourceId: string; body: Uint8Array }[],
  now: Date,
): Promise<void> {
  const appIds = deliveries.map(({ sourceId }) => sourceId);
  const bodies = deliveries.map(({ body }) => asBuffer(body));
  await tx.$executeRaw(Prisma.sql`
    insert into delivery ("sourceId", body, state, attempts, "receivedAt", "appliedAt")
    select x.app, x.body, 'applied', 1, ${now}::timestamptz, ${now}::timestamptz
    from unnest(${appIds}::uuid[], ${bodies}::bytea[]) as x(app, body)`);
}

/** The form that pg accepts in an array. */
export function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array) {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Writes how a batch ended, in the transaction that applied it. */
export async function markDeliveries(
  tx: Sql,
  batch: Delivery[],
  marks: Marks,
): Promise<void> {
  const ids = batch.map(({ id }) => id);
  // By ids alone: for a join with a list of unknown length, Postgres reads the whole table.
  await tx.$executeRaw(Prisma.sql`
    update delivery set state = 'applied', "appliedAt" = now(), attempts = attempts + 1, error = null
    where id = any(${ids}::bigint[])`);
  for (const id of new Set([...marks.notes.keys(), ...marks.parked.keys()])) {
    const error = marks.parked.get(id) ?? null;
    const notes = JSON.stringify(marks.notes.get(id) ?? null);
    const pages = [...(marks.waiting.get(id) ?? [])];
    const state =
      error !== null ? "parked" : pages.length > 0 ? "waiting" : "applied";
    await tx.$executeRaw(Prisma.sql`
      update delivery set error = ${error}, notes = nullif(${notes}::jsonb, 'null'::jsonb),
        state = ${state}, "waitingFor" = ${pages}::text[],
        "appliedAt" = case when ${state} = 'applied' then now() end
      where id = ${id}`);
  }
}

/**
 * Makes the deliveries due that waited for a page that is connected now.
 * @returns their number
 */
export async function wakeWaiting(db: Sql): Promise<number> {
  const count = await db.$executeRaw(Prisma.sql`
    update delivery d set state = 'pending', attempts = 0, "nextAttemptAt" = now(), "waitingFor" = '{}'
    where d.state = 'waiting' and exists (select 1 from channel ch join source so on so.id = d."sourceId"
      where ch.kind = so.kind and ch."deletedAt" is null and ch."accountId" = any(d."waitingFor"))`);
  if (count > 0) wakeAfterCommit(db, "apply");
  return count;
}
