import { auditKind } from "#contract/live/audit-address.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { cannedVisibleTo } from "#server/domain/access/canned.ts";
import { segmentVisibleTo } from "#server/domain/access/segments.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import { leadVisibleTo } from "#server/domain/access/visible-lead.ts";
import { isId } from "#server/runtime/crypto.ts";

type Entry = {
  action: string;
  target: { type: string; id: string };
};

/** A table with audited things, and which of its rows the reader finds on their page. */
type Source = {
  from: Prisma.Sql;
  id: Prisma.Sql;
  /** Whether an entry's id names one row; "all" does not. */
  isOne: (id: string) => boolean;
  type: Prisma.Sql;
  where?: (reader: Actor) => Prisma.Sql;
};

const uuid = { isOne: isId, type: Prisma.sql`uuid[]` };

/** A table whose rows are deleted with the thing. */
function rowsOf(table: string): Source {
  return {
    ...uuid,
    from: Prisma.sql`${Prisma.raw(table)} x`,
    id: Prisma.sql`x.id`,
  };
}

/** By `auditKind`. A kind that is absent can't be deleted, or has no page. */
const SOURCES: Readonly<Record<string, Source>> = {
  agent: rowsOf("agent"),
  canned_reply: {
    ...uuid,
    from: Prisma.sql`canned_reply c`,
    id: Prisma.sql`c.id`,
    where: cannedVisibleTo,
  },
  // A disconnected page keeps its row.
  channel: {
    ...rowsOf("channel"),
    where: () => Prisma.sql`x."deletedAt" is null`,
  },
  // The id of a merged one leads to the survivor.
  customer: {
    ...rowsOf("customer"),
    where: () => Prisma.sql`x."erasedAt" is null`,
  },
  customer_field: rowsOf("customer_field"),
  customer_segment: {
    ...uuid,
    from: Prisma.sql`customer_segment g`,
    id: Prisma.sql`g.id`,
    where: segmentVisibleTo,
  },
  customer_stage: rowsOf("customer_stage"),
  data_request: rowsOf("data_request"),
  delivery: {
    ...rowsOf("delivery"),
    isOne: (id) => /^\d{1,18}$/.test(id),
    type: Prisma.sql`bigint[]`,
  },
  department: rowsOf("department"),
  holiday_calendar: rowsOf("holiday_calendar"),
  label: rowsOf("label"),
  lead: {
    ...uuid,
    from: Prisma.sql`lead l left join channel ch on ch.id = l."channelId"`,
    id: Prisma.sql`l.id`,
    where: leadVisibleTo,
  },
  lead_form: {
    ...rowsOf("lead_form"),
    isOne: () => true,
    type: Prisma.sql`text[]`,
  },
  lead_source: rowsOf("lead_source"),
  lead_status: rowsOf("lead_status"),
  legal_hold: rowsOf("legal_hold"),
  macro: {
    ...uuid,
    from: Prisma.sql`macro c`,
    id: Prisma.sql`c.id`,
    where: cannedVisibleTo,
  },
  note_category: rowsOf("note_category"),
  queue: rowsOf("queue"),
  ring_group: rowsOf("ring_group"),
  team_chat: rowsOf("team_chat"),
  thread: {
    ...uuid,
    from: Prisma.sql`thread t`,
    id: Prisma.sql`t.id`,
    where: visibleTo,
  },
};

/** Asks for all entries of a page at once, and answers for each whether the reader still finds what it names. */
export async function findAudited(
  sql: Pick<Sql, "$queryRaw">,
  reader: Actor,
  entries: readonly Entry[],
): Promise<(entry: Entry) => boolean> {
  const wanted = new Map<string, Set<string>>();
  for (const entry of entries) {
    const kind = auditKind(entry);
    if (!SOURCES[kind]?.isOne(entry.target.id)) continue;
    const ids = wanted.get(kind) ?? new Set();
    wanted.set(kind, ids.add(entry.target.id));
  }
  const parts = [...wanted].flatMap(([kind, ids]) => {
    const source = SOURCES[kind];
    return source ? [selectOf(kind, source, [...ids], reader)] : [];
  });
  const rows =
    parts.length === 0
      ? []
      : await sql.$queryRaw<{ kind: string; id: string }[]>(
          Prisma.join(parts, " union all "),
        );
  const found = new Set(rows.map(({ kind, id }) => `${kind} ${id}`));
  return (entry) => {
    const kind = auditKind(entry);
    const isWanted = wanted.get(kind)?.has(entry.target.id) ?? false;
    return !isWanted || found.has(`${kind} ${entry.target.id}`);
  };
}

function selectOf(
  kind: string,
  { from, id, type, where }: Source,
  ids: string[],
  reader: Actor,
): Prisma.Sql {
  return Prisma.sql`
    select ${kind}::text as kind, ${id}::text as id from ${from}
    where ${id} = any(${ids}::${type}) and ${where ? where(reader) : Prisma.sql`true`}`;
}
