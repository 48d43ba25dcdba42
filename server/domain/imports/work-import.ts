import type { ImportCounts, UndoCounts } from "#contract/imports/import.ts";
import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { isTrouble } from "#server/db/trouble.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import type { Vault } from "#server/runtime/crypto.ts";
import { importColumns, TARGETS, type ImportRow } from "./import-row.ts";
import { rowKinds } from "./row-kinds.ts";
import type {
  DoneRow,
  ImportJob,
  RowResult,
  StagedRow,
  UndoneRow,
} from "./rows/row-kind.ts";

/*
 * The work on an import: batches of rows, each a short transaction that also writes how far the import has come. A
 * process that dies loses the batch under way, and another one does it again.
 */

/** A process that has not finished a batch by then is dead. */
const LEASE_MS = 15_000;
/** The rows of one transaction: messages wait for none of its locks for long. */
const CHECKED_TOGETHER = 500;
const CHANGED_TOGETHER = 50;
/** After so long the import is put back, so that others have their turn. */
const ROUND_MS = 2_000;
const MAX_FAILURES = 5;
const BACKOFF_MS = 2_000;

export const IMPORTS_DUE = Prisma.sql`state in ('checking', 'running', 'undoing')
  and "dueAt" <= ${ROUNDED_NOW}`;

type Claimed = ImportRow & { claims: number; failures: number };

/**
 * Goes on with the import that has waited longest: some batches, then it is put back.
 * @returns whether there was one
 */
export async function workOnImports(
  context: Context,
  signal: AbortSignal,
): Promise<boolean> {
  const claimed = await claim(context.db.sql);
  if (!claimed) return false;
  const end = Date.now() + ROUND_MS;
  try {
    while (!signal.aborted && Date.now() < end)
      if (!(await nextBatch(context, claimed))) return true;
    await putBack(context.db.sql, claimed, 0);
  } catch (error) {
    if (isTrouble(error)) throw error;
    context.log.error({ err: error, importId: claimed.id }, "import stopped");
    await stumble(context.db.sql, claimed, error);
  }
  return true;
}

async function claim(sql: Sql): Promise<Claimed | undefined> {
  const [row] = await sql.$queryRaw<Claimed[]>(Prisma.sql`
    update data_import set claims = claims + 1, "dueAt" = now() + ${LEASE_MS}::int * interval '1 millisecond'
    where id = (select id from data_import where ${IMPORTS_DUE} order by "dueAt" limit 1 for update skip locked)
    returning ${importColumns}, claims, failures`);
  return row;
}

/** @returns whether the import may have another batch for this process */
async function nextBatch(context: Context, claimed: Claimed): Promise<boolean> {
  const size =
    claimed.state === "checking" ? CHECKED_TOGETHER : CHANGED_TOGETHER;
  try {
    return await batch(context, claimed, size);
  } catch (error) {
    if (isTrouble(error)) throw error;
    context.log.warn({ err: error, importId: claimed.id }, "rows one by one");
  }
  // One of them can't be stored: alone, it does not stop the others.
  for (let n = 0; n < size; n += 1)
    if (!(await alone(context, claimed))) return false;
  return true;
}

async function alone(context: Context, claimed: Claimed): Promise<boolean> {
  try {
    return await batch(context, claimed, 1);
  } catch (error) {
    if (isTrouble(error)) throw error;
    return batch(context, claimed, 1, "left out");
  }
}

/** One transaction: some rows, and how far the import has come. */
function batch(
  context: Context,
  claimed: Claimed,
  size: number,
  leaveOut?: "left out",
): Promise<boolean> {
  const now = context.clock.now();
  return inSqlTransaction(context.db, async (tx) => {
    const row = await stillOurs(tx, claimed);
    if (!row) return false;
    const isUndo = row.state === "undoing";
    const { vault } = context;
    const part = { row, size, now, vault, leaveOut };
    const place = await (isUndo ? undoRows : doRows)(tx, part);
    if (place !== null) {
      await tx.$executeRaw(Prisma.sql`
        update data_import set place = ${place}::int, failures = 0, counts = ${JSON.stringify(row.counts)}::jsonb,
          "dueAt" = now() + ${LEASE_MS}::int * interval '1 millisecond' where id = ${row.id}::uuid`);
      return true;
    }
    await finish(tx, row, now);
    return false;
  });
}

/** The process that has claimed it since goes on with it, and a paused one rests. */
async function stillOurs(
  tx: Sql,
  { id, claims, state }: Claimed,
): Promise<ImportRow | undefined> {
  const [row] = await tx.$queryRaw<ImportRow[]>(Prisma.sql`
    select ${importColumns} from data_import
    where id = ${id}::uuid and claims = ${claims}::int and state = ${state} for update`);
  return row;
}

type Batch = {
  row: ImportRow;
  size: number;
  now: Date;
  vault: Vault;
  leaveOut: "left out" | undefined;
};

function jobOf({ row, now, vault }: Batch): ImportJob {
  if (row.settings === null) throw new Error("An import without settings.");
  return {
    id: row.id,
    columns: row.columns,
    settings: row.settings,
    actor: { agentId: row.createdById, name: row.createdByName },
    now,
    vault,
  };
}

/** @returns the last row that is done; null: there is none left */
async function doRows(tx: Sql, batch: Batch): Promise<number | null> {
  const { row, size, leaveOut } = batch;
  const rows = await tx.$queryRaw<StagedRow[]>(Prisma.sql`
    select row, cells from data_import_row where "importId" = ${row.id}::uuid and row > ${row.place}::int
    order by row limit ${size}::int`);
  const last = rows.at(-1);
  if (!last) return null;
  const job = jobOf(batch);
  const isCheck = row.state === "checking";
  const kind = rowKinds[row.kind];
  const results = leaveOut
    ? rows.map((one): RowResult => ({
        row: one.row,
        outcome: "failed",
        errors: [{ column: null, code: "not_saved" }],
      }))
    : await (isCheck ? kind.check : kind.run)(tx, job, rows);
  if (isCheck) await countRepeated(tx, job, results);
  await writeResults(tx, row.id, { results, isCheck });
  const step = isCheck ? "check" : "run";
  row.counts[step] = counted(row.counts[step], results);
  return last.row;
}

/** A row of a person who stands in an earlier row of the file will find them: the check has added no one. */
async function countRepeated(
  tx: Sql,
  { id, settings }: ImportJob,
  results: RowResult[],
): Promise<void> {
  const created = results.filter(
    ({ outcome, key }) => outcome === "created" && key,
  );
  const keys = created.map(({ key }) => key);
  const before = Math.min(...results.map(({ row }) => row));
  const rows =
    keys.length === 0
      ? []
      : await tx.$queryRaw<{ key: string }[]>(Prisma.sql`
          select distinct key from data_import_row where "importId" = ${id}::uuid and key = any(${keys}::text[])
            and row < ${before}::int and outcome <> 'failed'`);
  const seen = new Set(rows.map(({ key }) => key));
  for (const result of created) {
    const key = result.key ?? "";
    if (seen.has(key))
      result.outcome = settings.existing === "skip" ? "skipped" : "updated";
    seen.add(key);
  }
}

async function writeResults(
  tx: Sql,
  importId: string,
  { results, isCheck }: { results: RowResult[]; isCheck: boolean },
): Promise<void> {
  const rows = results.map((result) =>
    isCheck ? { ...result, targetId: null, before: null, after: null } : result,
  );
  await tx.$executeRaw(Prisma.sql`
    update data_import_row r set outcome = x.outcome, key = x.key, errors = x.errors, "targetId" = x."targetId",
      before = x.before, after = x.after,
      cells = case when ${isCheck}::boolean or x.outcome = 'failed' then r.cells end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(row int, outcome text, key text, errors jsonb,
      "targetId" uuid, before jsonb, after jsonb)
    where r."importId" = ${importId}::uuid and r.row = x.row`);
}

function counted(
  before: ImportCounts | undefined,
  results: RowResult[],
): ImportCounts {
  const counts = before ?? {
    rows: 0,
    created: 0,
    updated: 0,
    skipped: 0,
    failed: 0,
  };
  for (const { outcome } of results) counts[outcome] += 1;
  return { ...counts, rows: counts.rows + results.length };
}

/** From the last row to the first; `place` is the one that was undone last. */
async function undoRows(tx: Sql, batch: Batch): Promise<number | null> {
  const { row, size, leaveOut } = batch;
  const rows = await tx.$queryRaw<DoneRow[]>(Prisma.sql`
    select row, outcome, "targetId", before, after from data_import_row
    where "importId" = ${row.id}::uuid and row < ${row.place}::int and outcome in ('created', 'updated')
      and undo is null and after is not null
    order by row desc limit ${size}::int`);
  const last = rows.at(-1);
  if (!last) return null;
  const undone = leaveOut
    ? rows.map((one): UndoneRow => ({ row: one.row, undo: "kept" }))
    : await rowKinds[row.kind].undo(tx, jobOf(batch), rows);
  await tx.$executeRaw(Prisma.sql`
    update data_import_row r set undo = x.undo, before = null, after = null
    from jsonb_to_recordset(${JSON.stringify(undone)}::jsonb) as x(row int, undo text)
    where r."importId" = ${row.id}::uuid and r.row = x.row`);
  const counts: UndoCounts = row.counts.undo ?? {
    rows: 0,
    removed: 0,
    restored: 0,
    kept: 0,
  };
  for (const { undo } of undone) counts[undo] += 1;
  row.counts.undo = { ...counts, rows: counts.rows + undone.length };
  return last.row;
}

async function finish(tx: Sql, row: ImportRow, now: Date): Promise<void> {
  const next = { checking: "checked", running: "done", undoing: "undone" };
  const state = next[row.state as keyof typeof next];
  await tx.$executeRaw(Prisma.sql`
    update data_import set state = ${state}, failures = 0,
      "finishedAt" = case when ${state} = 'done' then ${now}::timestamptz else "finishedAt" end,
      "undoneAt" = case when ${state} = 'undone' then ${now}::timestamptz end
    where id = ${row.id}::uuid`);
  if (state !== "done") return;
  const { rows = 0, created = 0, updated = 0 } = row.counts.run ?? {};
  const doer = {
    agentId: row.createdById,
    name: row.createdByName,
    role: "admin" as const,
  };
  const action =
    row.kind === "customers" ? "customer.imported" : "lead.imported";
  const target = { type: TARGETS[row.kind], id: "all" };
  const detail = { importId: row.id, rows, created, updated };
  await writeAudit(tx, doer, action, target, detail);
}

async function putBack(
  sql: Sql,
  { id, claims }: Claimed,
  waitMs: number,
): Promise<void> {
  await sql.$executeRaw(Prisma.sql`
    update data_import set "dueAt" = now() + ${waitMs}::int * interval '1 millisecond'
    where id = ${id}::uuid and claims = ${claims}::int`);
}

/** After some failures in a row it rests until a person resumes it. */
async function stumble(
  sql: Sql,
  claimed: Claimed,
  error: unknown,
): Promise<void> {
  const { id, claims, failures } = claimed;
  if (failures + 1 < MAX_FAILURES) {
    await sql.$executeRaw(
      Prisma.sql`update data_import set failures = failures + 1 where id = ${id}::uuid and claims = ${claims}::int`,
    );
    return putBack(sql, claimed, BACKOFF_MS * 2 ** failures);
  }
  const message = error instanceof Error ? error.message : String(error);
  await sql.$executeRaw(Prisma.sql`
    update data_import set state = 'failed', error = ${message} where id = ${id}::uuid and claims = ${claims}::int`);
}
