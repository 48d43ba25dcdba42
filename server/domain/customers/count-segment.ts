import {
  MAX_SEGMENT_COUNTED,
  type SegmentCount,
} from "#contract/customers/segment.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction, postgresCode } from "#server/db/transaction.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { readSight, type Sight } from "#server/domain/access/list-visible.ts";
import type { Context } from "#server/domain/context.ts";
import {
  conditionsOf,
  FOR_EACH_ROW,
  idsOfOne,
  isListed,
  type CustomerFilter,
} from "#server/domain/customers/customer-filter.ts";
import {
  findFewest,
  readerOf,
} from "#server/domain/customers/find-customers.ts";
import { customerVisibleTo } from "#server/domain/customers/see-customer.ts";
import { readFilter } from "#server/domain/customers/read-filter.ts";
import { readSegmentFilter } from "#server/domain/customers/segments.ts";

/** An exact count that takes longer gives way to that of the first customers. */
const EXACT_MS = 100;
/** Customers that are asked where an exact count takes too long. */
const FIRST = 2_000;
const CANCELED = "57014";

/** Counts the customers of a segment whom the actor may see. @throws AppError not_found */
export async function countSegment(
  context: Context,
  actor: Actor,
  id: string,
): Promise<SegmentCount> {
  const { sql } = context.db;
  const filter = await readSegmentFilter(sql, actor, id);
  const now = context.clock.now();
  return countCustomers(context, actor, await readFilter(sql, filter, now));
}

/** Counts up to MAX_SEGMENT_COUNTED, and among the first customers only where that takes too long. */
export async function countCustomers(
  { db }: Context,
  actor: Actor,
  filter: CustomerFilter,
): Promise<SegmentCount> {
  const sight = await readSight(db.sql, actor);
  const asked = { actor, sight, filter };
  try {
    return await inSqlTransaction(db, (tx) => countExactly(tx, asked), {
      statementTimeoutMs: EXACT_MS,
    });
  } catch (error) {
    if (postgresCode(error) !== CANCELED) throw error;
    return countFirst(db.sql, asked);
  }
}

type Asked = { actor: Actor; sight: Sight; filter: CustomerFilter };

async function countExactly(tx: Sql, asked: Asked): Promise<SegmentCount> {
  const { actor, sight, filter } = asked;
  const few = findFewest(asked);
  const from = few ? Prisma.sql`(${few.rows})` : Prisma.sql`customer`;
  const conditions = few ? few.asked : conditionsOf(filter, readerOf(asked));
  const [row] = await tx.$queryRaw<{ n: number }[]>(Prisma.sql`
    select count(*)::int as n from (
      select from ${from} c
      where ${Prisma.join([...conditions, ...allowedTo(actor, sight)], " and ")}
      limit ${MAX_SEGMENT_COUNTED + 1}::int) x`);
  const n = row?.n ?? 0;
  return {
    count: Math.min(n, MAX_SEGMENT_COUNTED),
    more: n > MAX_SEGMENT_COUNTED,
  };
}

/** Among the first customers alone. */
export async function countFirst(
  sql: Pick<Sql, "$queryRaw">,
  asked: Asked,
): Promise<SegmentCount> {
  const { actor, sight, filter } = asked;
  const ids = idsOfOne(filter, readerOf(asked));
  const conditions = [
    ...conditionsOf(filter, readerOf(asked)),
    ...allowedTo(actor, sight),
  ];
  const [row] = await sql.$queryRaw<{ n: number }[]>(Prisma.sql`
    select count(*)::int as n from (
      select distinct d.id from (select d.id from (${ids}) d(id) limit ${FIRST}::int) d) x
      cross join lateral (select * from customer where id = x.id ${FOR_EACH_ROW}) c
    where ${Prisma.join(conditions, " and ")}`);
  return { count: row?.n ?? 0, more: true };
}

const allowedTo = (actor: Actor, sight: Sight) => [
  isListed,
  customerVisibleTo(actor, sight.condition, FOR_EACH_ROW),
];
