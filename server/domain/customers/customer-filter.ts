import { Prisma } from "#server/db/client.ts";
import {
  customerMatches,
  waysToMatch,
} from "#server/domain/customers/match-customers.ts";
import {
  shownFields,
  textHolds,
  type Seeker,
} from "#server/domain/customers/sought-contacts.ts";

import { contains } from "#server/domain/like-pattern.ts";

/** Ids of what the customers have in common; `q` is searched in what is known of them. */
export type CustomerFilter = Common & {
  /** The filter of a segment, which holds as well. */
  also?: Common | undefined;
};

type Common = {
  q?: string | undefined;
  channel?: string | undefined;
  label?: string | undefined;
  accountOwner?: string | undefined;
  stage?: string | undefined;
};

/** The one or two filters of a filter. */
function partsOf({ also, ...own }: CustomerFilter): Common[] {
  return also ? [own, also] : [own];
}

/**
 * The end of a subquery of EXISTS, or of a join, that Postgres is to ask for each
 * row, by index. Without it, the plan for a few rows may begin with reading all
 * threads or all customers.
 */
export const FOR_EACH_ROW = Prisma.sql`offset 0`;

/** SQL: a customer `c` is in lists: neither merged nor erased, and not the sender of a test message. */
export const isListed = Prisma.sql`(c."mergedIntoId" is null and c."erasedAt" is null and not exists (
  select from thread t where t."customerId" = c.id and t.test ${FOR_EACH_ROW}))`;

/** SQL: what the filter asks of a customer `c` whose row is read anyway. */
export function conditionsOf(
  filter: CustomerFilter,
  seeker: Seeker,
): Prisma.Sql[] {
  return partsOf(filter).flatMap((part) => conditionsOfPart(part, seeker));
}

function conditionsOfPart(
  { q, channel, label, accountOwner, stage }: Common,
  seeker: Seeker,
): Prisma.Sql[] {
  const found: Prisma.Sql[] = [];
  if (accountOwner)
    found.push(Prisma.sql`c."accountOwnerId" = ${accountOwner}::uuid`);
  if (stage) found.push(Prisma.sql`c."stageId" = ${stage}::uuid`);
  if (q?.trim()) found.push(matches(q.trim(), seeker));
  if (channel)
    found.push(Prisma.sql`exists (select from identity i
      where i."customerId" = c.id and i."channelId" = ${channel}::uuid ${FOR_EACH_ROW})`);
  if (label)
    found.push(Prisma.sql`exists (select from customer_label l
      where l."customerId" = c.id and l."labelId" = ${label}::uuid ${FOR_EACH_ROW})`);
  return found;
}

/** Customers found by indexes, and what is left to be asked of each. */
export type Narrowed = {
  /** SQL: a statement of their ids, some of them twice, the first as soon as it is found. Null: all are found before the first. */
  ids: Prisma.Sql | null;
  /** SQL: a statement of COLUMNS. */
  rows: Prisma.Sql;
  asked: Prisma.Sql[];
};

/** SQL: what an order and `isListed` need of a customer `mc`; few columns, because many rows may be sorted. */
const COLUMNS = Prisma.sql`mc.id, mc."mergedIntoId", mc."erasedAt", mc."nameFolded"`;

/** The customers that the filter asks for. Null: nothing in it narrows them much. */
export function narrowedBy(
  filter: CustomerFilter,
  seeker: Seeker,
): Narrowed | null {
  const parts = partsOf(filter);
  const asked = parts.flatMap(({ channel }) =>
    conditionsOf({ channel }, seeker),
  );
  const sets = parts.flatMap(setsOf);
  const finds = parts
    .map(({ q }) => ({ q: q?.trim() ?? "", seeker }))
    .filter(({ q }) => q !== "");
  for (const find of finds) {
    const ids = matching(find, Prisma.sql`mc.id`, " union all ");
    // A search alone reads each row once, and not once more by its id.
    if (sets.length === 0 && finds.length === 1)
      return { ids, rows: matching(find, COLUMNS, " union "), asked };
    sets.push(ids);
  }
  const [first, ...others] = sets;
  if (first === undefined) return null;
  if (others.length === 0) return narrowedTo(first, asked);
  const each = sets.map((set) => Prisma.sql`(${set})`);
  const rows = rowsOf(Prisma.join(each, " intersect "));
  return { ids: null, rows, asked };
}

/** SQL: the ids of the customers that one part asks for, by index. */
function setsOf({ label, accountOwner, stage }: Common): Prisma.Sql[] {
  const sets: Prisma.Sql[] = [];
  if (label)
    sets.push(
      Prisma.sql`select "customerId" from customer_label where "labelId" = ${label}::uuid`,
    );
  if (accountOwner)
    sets.push(
      Prisma.sql`select id from customer where "accountOwnerId" = ${accountOwner}::uuid`,
    );
  if (stage)
    sets.push(
      Prisma.sql`select id from customer where "stageId" = ${stage}::uuid`,
    );
  return sets;
}

/** SQL: the ids of customers by one of the filters, some of them twice, the first as soon as it is found. All customers, where nothing narrows them. */
export function idsOfOne(filter: CustomerFilter, seeker: Seeker): Prisma.Sql {
  const parts = partsOf(filter);
  const [first] = parts.flatMap(setsOf);
  if (first !== undefined) return first;
  const q = parts.map((part) => part.q?.trim()).find(Boolean);
  if (q) return matching({ q, seeker }, Prisma.sql`mc.id`, " union all ");
  return (
    ofChannel(filter, seeker)?.ids ??
    Prisma.sql`select id from customer order by id desc`
  );
}

/** The customers of these ids. */
export function narrowedTo(ids: Prisma.Sql, asked: Prisma.Sql[]): Narrowed {
  return { ids, rows: rowsOf(ids), asked };
}

/**
 * SQL: the rows of these ids, newest customer first. Each is looked up by its id
 * once it is needed: a list in this order stops at the end of its page.
 */
function rowsOf(ids: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select x.id, c."mergedIntoId", c."erasedAt", c."nameFolded"
    from (select distinct d.id from (${ids}) d(id) order by d.id desc offset 0) x
      cross join lateral (select * from customer where id = x.id ${FOR_EACH_ROW}) c`;
}

/** The customers of a channel: too many to be read where anything else narrows them. */
export function ofChannel(
  filter: CustomerFilter,
  seeker: Seeker,
): Narrowed | null {
  const channels = partsOf(filter).flatMap(({ channel }) => channel ?? []);
  const [first, ...others] = channels;
  if (first === undefined) return null;
  const ids = Prisma.sql`select "customerId" from identity where "channelId" = ${first}::uuid`;
  const asked = others.flatMap((channel) => conditionsOf({ channel }, seeker));
  return narrowedTo(ids, asked);
}

function matches(q: string, seeker: Seeker): Prisma.Sql {
  return Prisma.sql`(exists (select from (select c.id, c."nameFolded", c.aliases, c."phoneKey", c."emailKey") mc where ${customerMatches(q, seeker)})
    or c.id = any(array(${identitiesNamed(q)}))
    or (c.fields <> '{}'::jsonb and ${fieldsHold(Prisma.sql`c`, q, seeker)}))`;
}

// Each branch uses its own index: one condition with OR would read every customer.
function matching(
  { q, seeker }: { q: string; seeker: Seeker },
  columns: Prisma.Sql,
  how: " union " | " union all ",
): Prisma.Sql {
  const fields = fieldsHold(Prisma.sql`mc`, q, seeker);
  const ways = [
    ...waysToMatch(q, seeker),
    Prisma.sql`mc.id = any(array(${identitiesNamed(q)}))`,
    Prisma.sql`mc.fields <> '{}'::jsonb and ${fields}`,
  ];
  const branches = ways.map(
    (way) => Prisma.sql`select ${columns} from customer mc where ${way}`,
  );
  return Prisma.join(branches, how);
}

/** SQL: whether the fields of a customer hold the text. */
function fieldsHold(
  customer: Prisma.Sql,
  q: string,
  seeker: Seeker,
): Prisma.Sql {
  const folded = (fields: Prisma.Sql) =>
    Prisma.sql`parley_fold((${fields})::text)`;
  const all = Prisma.sql`${customer}.fields`;
  const shown = shownFields(all, seeker);
  const found = textHolds(
    folded(all),
    q,
    seeker,
    folded(Prisma.sql`${shown ?? all} - 'email' - 'phone'`),
  );
  // The index finds the rows by all fields, and those that are shown are read of them alone.
  return shown
    ? Prisma.sql`(${found} and ${contains(folded(shown), q)})`
    : found;
}

/** By each channel's index, for an id is unique in one. */
function identitiesNamed(externalId: string): Prisma.Sql {
  return Prisma.sql`select i."customerId" from channel ch join identity i on i."channelId" = ch.id
    where i."externalId" = ${externalId}`;
}
