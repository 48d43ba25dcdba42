import type {
  AuditEntry,
  AuditFilter,
  AuditQuery,
} from "#contract/people/audit.ts";
import { CSV_MARK, csvLine } from "#contract/text/csv.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { findAudited } from "#server/domain/access/audited-things.ts";
import type { Context } from "#server/domain/context.ts";
import { likePattern } from "#server/domain/like-pattern.ts";
import { newId } from "#server/runtime/crypto.ts";
import { readIdCursor, toPage, type Page } from "#server/domain/page.ts";

/** So many entries are in memory at once while an export is sent. */
const EXPORT_PAGE = 1000;

const COLUMNS = [
  "at",
  "actor",
  "actorId",
  "action",
  "objectType",
  "objectId",
  "objectName",
  "detail",
];

type Row = {
  id: string;
  at: Date;
  actorId: string | null;
  actorName: string;
  action: string;
  targetType: string;
  targetId: string;
  targetName: string | null;
  detail: Record<string, unknown>;
};

/**
 * Lists entries that fit the filter, newest first.
 * @throws AppError forbidden, invalid_input (cursor)
 */
export async function listAudit(
  context: Context,
  actor: Actor,
  query: AuditQuery,
): Promise<Page<AuditEntry>> {
  requireAction(actor, "audit.read");
  const before = readIdCursor(query.cursor);
  const rows = await readEntries(
    context.db.sql,
    query,
    before,
    query.limit + 1,
  );
  const page = toPage(rows, query.limit, toEntry);
  const exists = await findAudited(context.db.sql, actor, page.items);
  const items = page.items.map((entry) => ({
    ...entry,
    target: { ...entry.target, exists: exists(entry) },
  }));
  return { ...page, items };
}

/**
 * The same entries as a CSV file, newest first, page by page. The export is an
 * entry itself, which the file does not contain.
 * @throws AppError forbidden
 */
export async function exportAudit(
  context: Context,
  actor: Actor,
  filter: AuditFilter,
): Promise<AsyncGenerator<string>> {
  requireAction(actor, "audit.read");
  const before = newId();
  await inSqlTransaction(context.db, (tx) =>
    writeAudit(
      tx,
      actor,
      "audit.exported",
      { type: "audit", id: "log" },
      filter,
    ),
  );
  return csvOf(context, filter, before);
}

async function* csvOf(
  { db }: Context,
  filter: AuditFilter,
  before: string,
): AsyncGenerator<string> {
  yield CSV_MARK + csvLine(COLUMNS);
  for (let last: string | undefined = before; last;) {
    const rows = await readEntries(db.sql, filter, last, EXPORT_PAGE);
    yield rows.map(toLine).join("");
    last = rows.length < EXPORT_PAGE ? undefined : rows.at(-1)?.id;
  }
}

function toLine(row: Row): string {
  return csvLine([
    row.at.toISOString(),
    row.actorName,
    row.actorId ?? "",
    row.action,
    row.targetType,
    row.targetId,
    row.targetName ?? "",
    JSON.stringify(row.detail),
  ]);
}

function readEntries(
  sql: Pick<Sql, "$queryRaw">,
  filter: AuditFilter,
  before: string | null,
  limit: number,
): Promise<Row[]> {
  const conditions = [
    Prisma.sql`true`,
    ...(before === null ? [] : [Prisma.sql`e.id < ${before}::uuid`]),
    ...conditionsOf(filter),
  ];
  return sql.$queryRaw<Row[]>(Prisma.sql`
    select e.id, e.at, e."actorId", e."actorName", e.action, e."targetType", e."targetId", ${targetName} as "targetName", e.detail
    from audit_entry e where ${Prisma.join(conditions, " and ")}
    order by e.id desc limit ${limit}::int`);
}

function conditionsOf(filter: AuditFilter): Prisma.Sql[] {
  const { actor, action, object, from, to, q } = filter;
  const found: Prisma.Sql[] = [];
  if (actor === "system") found.push(Prisma.sql`e."actorId" is null`);
  else if (actor !== undefined)
    found.push(Prisma.sql`e."actorId" = ${actor}::uuid`);
  if (action !== undefined)
    found.push(
      Prisma.sql`(e.action = ${action} or starts_with(e.action, ${`${action}.`}))`,
    );
  if (object !== undefined) found.push(isObject(object));
  if (from !== undefined) found.push(Prisma.sql`e.at >= ${from}::timestamptz`);
  if (to !== undefined) found.push(Prisma.sql`e.at <= ${to}::timestamptz`);
  if (q !== undefined && q !== "")
    found.push(
      Prisma.sql`parley_fold(concat_ws(' ', e."actorName", e.action, e."targetType", e."targetId", ${targetName}, e.detail::text))
        like ${likePattern(q)}`,
    );
  return found;
}

/** `channel`, `channel:{id}` or `{id}`. */
function isObject(object: string): Prisma.Sql {
  const colon = object.indexOf(":");
  if (colon === -1)
    return Prisma.sql`(e."targetType" = ${object} or e."targetId" = ${object})`;
  const type = object.slice(0, colon);
  const id = object.slice(colon + 1);
  return Prisma.sql`(e."targetType" = ${type} and e."targetId" = ${id})`;
}

// Customers and conversations are left out: their names are personal data.
const targetName = Prisma.sql`(case e."targetType"
  when 'agent' then (select x.name from agent x where x.id = e."targetId"::uuid)
  when 'channel' then (select x.name from channel x where x.id = e."targetId"::uuid)
  when 'department' then (select x.name from department x where x.id = e."targetId"::uuid)
  when 'holiday_calendar' then (select x.name from holiday_calendar x where x.id = e."targetId"::uuid)
  when 'label' then (select x.name from label x where x.id = e."targetId"::uuid)
  when 'queue' then (select x.name from queue x where x.id = e."targetId"::uuid)
  when 'ring_group' then (select x.name from ring_group x where x.id = e."targetId"::uuid)
  end)`;

function toEntry(row: Row) {
  const { targetType: type, targetId: id, targetName: name } = row;
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { id: row.actorId, name: row.actorName },
    action: row.action,
    target: { type, id, name },
    detail: row.detail,
  };
}
