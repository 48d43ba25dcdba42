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
export type CustomerFilter = FilterPart & {
  /** The filter of a segment, which holds as well. */
  also?: FilterPart | undefined;
};

export type FilterPart = {
  q?: string | undefined;
  channel?: string | undefined;
  label?: string | undefined;
  accountOwner?: string | undefined;
  stage?: string | undefined;
  /** Whether a conversation that the reader may see is not closed. */
  open?: boolean | undefined;
  /** Whether a block has an effect at that time. */
  blocked?: { is: boolean; at: Date } | undefined;
  /** The customer's locale is one of these. */
  locales?: string[] | undefined;
  /** The last message that the reader may see, from a time on and before another. */
  written?: Span | undefined;
};

type Span = { from: Date | null; until: Date | null };

/** The agent, or the rule, that a filter is asked for. */
export type FilterReader = {
  seeker: Seeker;
  /** SQL: they may see a thread `t`. */
  sees: Prisma.Sql;
};

/** The one or two filters of a filter. */
function partsOf({ also, ...own }: CustomerFilter): FilterPart[] {
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

/** SQL: what the filter asks of a customer `c` whose row is read anyway. What takes longest comes last. */
export function conditionsOf(
  filter: CustomerFilter,
  reader: FilterReader,
): Prisma.Sql[] {
  return partsOf(filter).flatMap((part) => [
    ...narrowConditions(part, reader),
    ...wideConditions(part, reader),
  ]);
}

/** SQL: what few customers have in common. */
function narrowConditions(
  { q, label, accountOwner, stage, blocked }: FilterPart,
  { seeker }: FilterReader,
): Prisma.Sql[] {
  const found: Prisma.Sql[] = [];
  if (accountOwner)
    found.push(Prisma.sql`c."accountOwnerId" = ${accountOwner}::uuid`);
  if (stage) found.push(Prisma.sql`c."stageId" = ${stage}::uuid`);
  if (blocked?.is) found.push(blockedAt(blocked.at));
  if (q?.trim()) found.push(matches(q.trim(), seeker));
  if (label)
    found.push(Prisma.sql`exists (select from customer_label l
      where l."customerId" = c.id and l."labelId" = ${label}::uuid ${FOR_EACH_ROW})`);
  return found;
}

/** SQL: what a large part of all customers can have in common. On COLUMNS alone. */
function wideConditions(
  { channel, open, blocked, locales, written }: FilterPart,
  { sees }: FilterReader,
): Prisma.Sql[] {
  const found: Prisma.Sql[] = [];
  if (locales) found.push(Prisma.sql`c.locale = any(${locales}::text[])`);
  if (blocked && !blocked.is)
    found.push(Prisma.sql`(${blockedAt(blocked.at)}) is not true`);
  if (channel)
    found.push(Prisma.sql`exists (select from identity i
      where i."customerId" = c.id and i."channelId" = ${channel}::uuid ${FOR_EACH_ROW})`);
  const isThread = Prisma.sql`t."customerId" = c.id`;
  if (open !== undefined) {
    const has = Prisma.sql`exists (select from thread t
      where ${isThread} and ${IS_OPEN} and ${sees} ${FOR_EACH_ROW})`;
    found.push(open ? has : Prisma.sql`not ${has}`);
  }
  if (written) {
    found.push(Prisma.sql`exists (select from thread t
      where ${isThread} and ${isIn(written)} and ${sees} ${FOR_EACH_ROW})`);
    if (written.until)
      found.push(Prisma.sql`not exists (select from thread t
        where ${isThread} and t."lastMessageAt" >= ${written.until}::timestamptz and ${sees} ${FOR_EACH_ROW})`);
  }
  return found;
}

// A list and not a negation: it is looked up in the index of statuses.
const IS_OPEN = Prisma.sql`t.status in ('waiting', 'open', 'snoozed')`;

/** SQL: a block of the customer `c` has an effect. */
const blockedAt = (at: Date) =>
  Prisma.sql`c."blockedAt" is not null and (c."blockedUntil" is null or c."blockedUntil" > ${at}::timestamptz)`;

/** SQL: the last message of a thread `t` is in the span. */
function isIn({ from, until }: Span): Prisma.Sql {
  const ends = [
    ...(from ? [Prisma.sql`t."lastMessageAt" >= ${from}::timestamptz`] : []),
    ...(until ? [Prisma.sql`t."lastMessageAt" < ${until}::timestamptz`] : []),
  ];
  return ends.length === 0 ? Prisma.sql`true` : Prisma.join(ends, " and ");
}

/** SQL: on a thread `t`, what its last message is when it is its customer's last one. */
export function lastMessageIn(filter: CustomerFilter): Prisma.Sql[] {
  return partsOf(filter).flatMap(({ written }) =>
    written ? [isIn(written)] : [],
  );
}

/** Whether the filter finds no customer without a thread that the reader may see. */
export function needsThread(filter: CustomerFilter): boolean {
  return partsOf(filter).some(({ open, written }) => open === true || written);
}

/** Customers found by indexes, and what is left to be asked of each. */
export type Narrowed = {
  /** SQL: a statement of their ids, some of them twice, the first as soon as it is found. Null: all are found before the first. */
  ids: Prisma.Sql | null;
  /** SQL: a statement of COLUMNS. */
  rows: Prisma.Sql;
  asked: Prisma.Sql[];
};

/** SQL: what an order, `isListed` and `wideConditions` need of a customer `mc`; few columns, because many rows may be sorted. */
const COLUMNS = Prisma.sql`mc.id, mc."mergedIntoId", mc."erasedAt", mc."nameFolded", mc.locale, mc."blockedAt", mc."blockedUntil"`;

/** The customers that the filter asks for. Null: nothing in it narrows them much. */
export function narrowedBy(
  filter: CustomerFilter,
  reader: FilterReader,
): Narrowed | null {
  const { seeker } = reader;
  const parts = partsOf(filter);
  const asked = parts.flatMap((part) => wideConditions(part, reader));
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
function setsOf({
  label,
  accountOwner,
  stage,
  blocked,
}: FilterPart): Prisma.Sql[] {
  const sets: Prisma.Sql[] = [];
  if (blocked?.is)
    sets.push(
      Prisma.sql`select c.id from customer c where ${blockedAt(blocked.at)}`,
    );
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
export function idsOfOne(
  filter: CustomerFilter,
  { seeker }: FilterReader,
): Prisma.Sql {
  const parts = partsOf(filter);
  const [first] = parts.flatMap(setsOf);
  if (first !== undefined) return first;
  const q = parts.map((part) => part.q?.trim()).find(Boolean);
  if (q) return matching({ q, seeker }, Prisma.sql`mc.id`, " union all ");
  const [wide] = parts.flatMap(wideSetsOf);
  return wide ?? Prisma.sql`select id from customer order by id desc`;
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
    select x.id, c."mergedIntoId", c."erasedAt", c."nameFolded", c.locale, c."blockedAt", c."blockedUntil"
    from (select distinct d.id from (${ids}) d(id) order by d.id desc offset 0) x
      cross join lateral (select * from customer where id = x.id ${FOR_EACH_ROW}) c`;
}

/** The customers by a filter that many can have in common: too many to be read where anything else narrows them. Null: there is no such filter. */
export function wideBy(
  filter: CustomerFilter,
  reader: FilterReader,
): Narrowed | null {
  const parts = partsOf(filter);
  const [first] = parts.flatMap(wideSetsOf);
  if (first === undefined) return null;
  const asked = parts.flatMap((part) => wideConditions(part, reader));
  return narrowedTo(first, asked);
}

/** SQL: the ids of customers among whom are all that one part asks for, by index, the fewest first. */
function wideSetsOf({
  channel,
  open,
  locales,
  written,
}: FilterPart): Prisma.Sql[] {
  const sets: Prisma.Sql[] = [];
  if (open)
    sets.push(Prisma.sql`select t."customerId" from thread t where ${IS_OPEN}`);
  if (written)
    sets.push(
      Prisma.sql`select t."customerId" from thread t where ${isIn(written)}`,
    );
  if (locales)
    sets.push(
      Prisma.sql`select id from customer where locale = any(${locales}::text[])`,
    );
  if (channel)
    sets.push(
      Prisma.sql`select "customerId" from identity where "channelId" = ${channel}::uuid`,
    );
  return sets;
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
