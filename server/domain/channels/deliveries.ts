import type {
  DeliveryQuery,
  DeliveryRecord,
} from "#contract/channels/deliveries.ts";
import { truncate } from "#contract/text/text.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { SYNTHETIC_SOURCE } from "#server/domain/settings/synthetic-check.ts";
import type { Page } from "#server/domain/page.ts";

/** Enough to see what it is; a whole delivery may have 4 MB. */
const LISTED_BYTES = 20_000;
const SHOWN_BYTES = 1_000_000;
/** A search reads bodies, which no index covers: so many at a time. */
const SEARCHED_AT_ONCE = 10_000;
/** Ids are given when a delivery is stored, a little out of order. */
const OUT_OF_ORDER = 1_000;

type Row = Omit<DeliveryRecord, "id" | "receivedAt" | "body"> & {
  id: bigint;
  receivedAt: Date;
  start: Uint8Array;
};

/** A row of the search; without a delivery where it found none. */
type Found = (Row | { id: null }) & { looked: number; last: bigint | null };

/**
 * Webhook deliveries, newest first. Admins only, since they hold customers'
 * texts. Each call searches a limited number of them: a page can be empty and
 * have a cursor.
 * @throws AppError forbidden, not_found: the channel
 */
export async function listDeliveries(
  context: Context,
  actor: Actor,
  query: DeliveryQuery,
): Promise<Page<DeliveryRecord>> {
  requireAction(actor, "deliveries.manage");
  const { sql } = context.db;
  const { state, limit, q, from, to } = query;
  const before = readNumber(query.cursor);
  const wanted = [
    Prisma.sql`ma."externalId" <> ${SYNTHETIC_SOURCE}`,
    ...(q === undefined ? [] : [names(q)]),
    ...(query.channel === undefined
      ? []
      : [await ofChannel(sql, query.channel)]),
  ];
  const rows = await sql.$queryRaw<Found[]>(Prisma.sql`
    with looked as materialized (
      select id from delivery where ${state === undefined ? Prisma.sql`true` : STATES[state]}
        and ${before === null ? Prisma.sql`true` : Prisma.sql`id < ${before}::bigint`}
        and ${to === undefined ? Prisma.sql`true` : Prisma.sql`id <= ${await lastIdUntil(sql, to)}::bigint and "receivedAt" <= ${to}::timestamptz`}
        and ${from === undefined ? Prisma.sql`true` : Prisma.sql`id >= ${await firstIdFrom(sql, from)}::bigint and "receivedAt" >= ${from}::timestamptz`}
      order by id desc limit ${SEARCHED_AT_ONCE}::int),
    found as (
      select ${columns(LISTED_BYTES)} from looked l join delivery d on d.id = l.id join source ma on ma.id = d."sourceId"
      where ${Prisma.join(wanted, " and ")}
      order by d.id desc limit ${limit + 1}::int)
    select f.*, l.looked, l.last
    from (select count(*)::int as looked, min(id) as last from looked) l left join found f on true
    order by f.id desc`);
  const items = rows.filter((row): row is Found & Row => row.id !== null);
  const kept = items.slice(0, limit);
  const [{ looked, last } = { looked: 0, last: null }] = rows;
  const next =
    items.length > limit
      ? (kept.at(-1)?.id ?? null)
      : looked === SEARCHED_AT_ONCE
        ? last
        : null;
  return { items: kept.map(shapeOf), nextCursor: next?.toString() ?? null };
}

/** One delivery. @throws AppError forbidden, not_found */
export async function getDelivery(
  context: Context,
  actor: Actor,
  id: string,
): Promise<DeliveryRecord> {
  requireAction(actor, "deliveries.manage");
  const [row] = await context.db.sql.$queryRaw<Row[]>(Prisma.sql`
    select ${columns(SHOWN_BYTES)} from delivery d join source ma on ma.id = d."sourceId"
    where d.id = ${id}::bigint`);
  if (!row) throw new AppError("not_found", { id });
  return shapeOf(row);
}

const columns = (bytes: number) =>
  Prisma.sql`d.id, ma."externalId" as "appId", d."receivedAt", d.state, d.attempts, d.error, d.notes, d."waitingFor",
    octet_length(d.body) as bytes, substring(d.body from 1 for ${bytes}::int) as start`;

// Written out: the partial indexes are found by their words.
const STATES = {
  pending: Prisma.sql`state = 'pending'`,
  applied: Prisma.sql`state = 'applied'`,
  parked: Prisma.sql`state = 'parked'`,
  waiting: Prisma.sql`state = 'waiting'`,
};

const names = (id: string) =>
  Prisma.sql`position(${Buffer.from(id)}::bytea in d.body) > 0`;

/** Deliveries that name the channel's account, or came to an address that no other channel has. */
async function ofChannel(sql: Sql, channelId: string): Promise<Prisma.Sql> {
  const [channel] = await sql.$queryRaw<
    { accountId: string; sourceId: string; isAlone: boolean }[]
  >(Prisma.sql`
    select ch."accountId", ch."sourceId", not exists (select 1 from channel other
      where other."sourceId" = ch."sourceId" and other.id <> ch.id) as "isAlone"
    from channel ch where ch.id = ${channelId}::uuid`);
  if (!channel) throw new AppError("not_found", { channelId });
  const { accountId, sourceId, isAlone } = channel;
  return isAlone
    ? Prisma.sql`(d."sourceId" = ${sourceId}::uuid or ${names(accountId)})`
    : names(accountId);
}

/** By the index on the time: the list itself is read by id. */
async function lastIdUntil(sql: Sql, to: string): Promise<bigint> {
  const [row] = await sql.$queryRaw<{ id: bigint }[]>(Prisma.sql`
    select id from delivery where "receivedAt" <= ${to}::timestamptz order by "receivedAt" desc limit 1`);
  return (row?.id ?? 0n) + BigInt(OUT_OF_ORDER);
}

async function firstIdFrom(sql: Sql, from: string): Promise<bigint> {
  const [row] = await sql.$queryRaw<{ id: bigint }[]>(Prisma.sql`
    select id from delivery where "receivedAt" >= ${from}::timestamptz order by "receivedAt" limit 1`);
  return row === undefined ? LAST_ID : row.id - BigInt(OUT_OF_ORDER);
}

const LAST_ID = 2n ** 63n - 1n;

function shapeOf({ id, receivedAt, start, ...row }: Row): DeliveryRecord {
  const { appId, state, attempts, error, notes, waitingFor, bytes } = row;
  return {
    id: id.toString(),
    appId,
    receivedAt: receivedAt.toISOString(),
    state,
    attempts,
    error,
    notes,
    waitingFor,
    bytes,
    body: redacted(new TextDecoder().decode(start)),
  };
}

/** Members that open something, whole or cut off at the end, and Meta's tokens wherever they stand. */
const SECRET_MEMBER =
  /("\w{0,60}(?:token|secret|password|authorization_code)"\s{0,9}:\s{0,9})"(?:[^"\\]|\\.)*"?/gi;
const META_TOKEN = /\bEAA[\w-]{20,}/g;

function redacted(body: string): string {
  return body
    .replaceAll(SECRET_MEMBER, '$1"[redacted]"')
    .replaceAll(META_TOKEN, "[redacted]");
}

/**
 * Applies deliveries again: after a repair, say. What was applied before
 * changes nothing the second time.
 * @returns how many are now pending.
 * @throws AppError forbidden
 */
export async function replayDeliveries(
  context: Context,
  actor: Actor,
  ids: string[],
): Promise<number> {
  requireAction(actor, "deliveries.manage");
  const count = await inSqlTransaction(context.db, async (tx) => {
    const replayed = await tx.$executeRaw(Prisma.sql`
      update delivery set state = 'pending', attempts = 0, "nextAttemptAt" = now(), error = null,
        "appliedAt" = null, "waitingFor" = '{}'
      where id = any(${ids}::bigint[]) and state <> 'pending'`);
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
