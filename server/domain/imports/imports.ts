import type { PageQuery } from "#contract/base/page.ts";
import type {
  ChangeImportForm,
  DataImport,
  ImportKind,
  ImportSettings,
  OpenedImport,
} from "#contract/imports/import.ts";
import type {
  FileDelimiter,
  FileEncoding,
} from "#contract/imports/import-file.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { requireShownTargets } from "#server/domain/access/hide-fields.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import type { FilePart } from "#server/domain/file-store.ts";
import { cleanName } from "#server/domain/files/file-name.ts";
import { checkUpload } from "#server/domain/files/scan/check-upload.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { readIdCursor, toPage, type Page } from "#server/domain/page.ts";
import { newId } from "#server/runtime/crypto.ts";
import {
  IMPORT_ACTIONS,
  importColumns,
  importShape,
  lockImport,
  requireState,
  TARGETS,
  undoEnd,
  type ImportRow,
} from "./import-row.ts";
import { openImport } from "./open-import.ts";
import { openTable } from "./read/read-file.ts";
import { rowKinds } from "./row-kinds.ts";
import { stageRows } from "./stage-file.ts";

/** Files that are not imported yet, of one kind: each has a copy of its rows. */
const MAX_OPEN = 20;
/** So long a process may take to read a file again. Then it is dead, and another may. */
const READING_MS = 5 * 60_000;
/** A place behind every row: an undo goes from the last to the first. */
const AFTER_ALL = 2_147_483_647;

const AUDITED = {
  customers: {
    started: "customer.import_started",
    undone: "customer.import_undone",
  },
  leads: { started: "lead.import_started", undone: "lead.import_undone" },
} as const satisfies Record<ImportKind, Record<string, AuditAction>>;

/**
 * Keeps a file and reads it: its rows are staged, and nothing is imported yet.
 * @param receive brings the file; called once the caller may import
 * @throws AppError forbidden, invalid_input (`file`: no names of columns, no rows, too many, broken), file_infected,
 *   scan_unavailable, too_many_requests, storage_full; and the errors of `receive`
 */
export async function createImport(
  context: Context,
  actor: Actor,
  kind: ImportKind,
  receive: () => Promise<{ name: string; part: FilePart }>,
): Promise<OpenedImport> {
  requireAction(actor, IMPORT_ACTIONS[kind]);
  const { sql } = context.db;
  await requireRoom(sql, kind);
  const { name, part } = await receive();
  try {
    await checkUpload(context, actor, part);
    const table = await openTable(part.path);
    const id = newId();
    await sql.$executeRaw(Prisma.sql`
      insert into data_import (id, kind, "fileName", form, columns, "rowCount", "createdById", "createdByName", "createdAt")
      values (${id}::uuid, ${kind}, ${cleanName(name) ?? "file"}, ${JSON.stringify(table.form)}::jsonb, '[]', 0,
        ${actor.agentId}::uuid, ${actor.name}, ${context.clock.now()}::timestamptz)`);
    try {
      await stageRows(sql, id, table);
      if (table.form.format === "csv") await keepFile(sql, id, part);
    } catch (error) {
      await remove(context, id);
      throw error;
    }
    return await openImport(context, actor, kind, id);
  } finally {
    await part.discard();
  }
}

/** A text file stays: its encoding may turn out to be another one. */
async function keepFile(sql: Sql, id: string, part: FilePart): Promise<void> {
  const key = newFileKey();
  await part.keep(key);
  await sql.$executeRaw(
    Prisma.sql`update data_import set "fileKey" = ${key} where id = ${id}::uuid`,
  );
}

async function requireRoom(sql: Sql, kind: ImportKind): Promise<void> {
  const [row] = await sql.$queryRaw<{ count: number }[]>(Prisma.sql`
    select count(*)::int as count from data_import where kind = ${kind} and state in ('draft', 'checking', 'checked')`);
  if ((row?.count ?? 0) >= MAX_OPEN)
    throw new AppError("too_many_requests", { reason: "open_imports" });
}

/**
 * Reads the file again, by another encoding or delimiter. A file that can't be read so stays as it was.
 * @throws AppError forbidden, not_found, wrong_state (a workbook, imported already, or being read), invalid_input (`file`)
 */
export async function changeImportForm(
  context: Context,
  actor: Actor,
  { kind, id }: { kind: ImportKind; id: string },
  { encoding, delimiter }: ChangeImportForm,
): Promise<OpenedImport> {
  requireAction(actor, IMPORT_ACTIONS[kind]);
  const { fileKey, before } = await inSqlTransaction(context.db, async (tx) =>
    beginReading(tx, await lockImport(tx, kind, id)),
  );
  const { files } = context;
  const part = await files.receive(
    files.read(fileKey),
    await files.size(fileKey),
  );
  const stage = async (form: Parameters<typeof openTable>[1]) =>
    stageRows(context.db.sql, id, await openTable(part.path, form));
  try {
    await stage({
      encoding: encoding ?? before.encoding,
      ...(delimiter
        ? { delimiter }
        : encoding
          ? {}
          : { delimiter: before.delimiter }),
    });
  } catch (error) {
    // Its rows may be gone by now.
    await stage(before);
    throw error;
  } finally {
    await part.discard();
  }
  return openImport(context, actor, kind, id);
}

/** An import without rows is neither checked nor started, and no other process reads it meanwhile. */
async function beginReading(
  tx: Sql,
  row: ImportRow,
): Promise<{
  fileKey: string;
  before: { encoding: FileEncoding; delimiter: FileDelimiter };
}> {
  requireState(row, "draft", "checked");
  const { id, fileKey } = row;
  const { format, encoding, delimiter } = row.form;
  if (fileKey === null || encoding === null || delimiter === null)
    throw new AppError("wrong_state", { current: { format } });
  const begun = await tx.$executeRaw(Prisma.sql`
    update data_import set state = 'draft', "rowCount" = 0, "dueAt" = now() + ${READING_MS}::int * interval '1 millisecond'
    where id = ${id}::uuid and ("rowCount" > 0 or "dueAt" < now())`);
  if (begun === 0)
    throw new AppError("wrong_state", { current: { state: row.state } });
  return { fileKey, before: { encoding, delimiter } };
}

/**
 * Tries each row in a worker; nothing changes. Again with other settings is possible.
 * @throws AppError forbidden, not_found, wrong_state, invalid_input
 */
export function checkImport(
  context: Context,
  actor: Actor,
  { kind, id }: { kind: ImportKind; id: string },
  settings: ImportSettings,
): Promise<DataImport> {
  return change(context, actor, { kind, id }, async (tx, row) => {
    requireState(row, "draft", "checked");
    if (row.rowCount === 0)
      throw invalidInput("file", "The file is still being read.");
    rowKinds[kind].requireSettings(row.columns, settings);
    requireShownTargets(actor, settings.mapping);
    await tx.$executeRaw(Prisma.sql`
      update data_import set state = 'checking', settings = ${JSON.stringify(settings)}::jsonb, place = 0, counts = '{}',
        failures = 0, error = null, "dueAt" = now() where id = ${id}::uuid`);
    wakeAfterCommit(tx, "imports");
  });
}

/** Imports the rows in a worker. @throws AppError forbidden, not_found, wrong_state: it is not checked */
export async function startImport(
  context: Context,
  actor: Actor,
  { kind, id }: { kind: ImportKind; id: string },
): Promise<DataImport> {
  const answer = await change(context, actor, { kind, id }, async (tx, row) => {
    requireState(row, "checked");
    const { fileName, rowCount, settings } = row;
    const detail = {
      importId: id,
      file: fileName,
      rows: rowCount,
      source: settings?.source,
      basis: settings?.basis,
      existing: settings?.existing,
    };
    const target = { type: TARGETS[kind], id: "all" };
    await writeAudit(tx, actor, AUDITED[kind].started, target, detail);
    await tx.$executeRaw(Prisma.sql`
      update data_import set state = 'running', place = 0, counts = counts - 'run', failures = 0,
        "startedAt" = ${context.clock.now()}::timestamptz, "dueAt" = now() where id = ${id}::uuid`);
    wakeAfterCommit(tx, "imports");
  });
  await dropFile(context, id);
  return answer;
}

/** The batch under way is finished first. @throws AppError forbidden, not_found, wrong_state */
export function pauseImport(
  context: Context,
  actor: Actor,
  { kind, id }: { kind: ImportKind; id: string },
): Promise<DataImport> {
  return change(context, actor, { kind, id }, async (tx, row) => {
    requireState(row, "running");
    await tx.$executeRaw(
      Prisma.sql`update data_import set state = 'paused' where id = ${id}::uuid`,
    );
  });
}

/** Goes on where it was left. @throws AppError forbidden, not_found, wrong_state */
export function resumeImport(
  context: Context,
  actor: Actor,
  { kind, id }: { kind: ImportKind; id: string },
): Promise<DataImport> {
  return change(context, actor, { kind, id }, async (tx, row) => {
    requireState(row, "paused", "failed");
    const state = row.counts.undo
      ? "undoing"
      : row.startedAt === null
        ? "checking"
        : "running";
    await tx.$executeRaw(Prisma.sql`
      update data_import set state = ${state}, error = null, failures = 0, "dueAt" = now() where id = ${id}::uuid`);
    wakeAfterCommit(tx, "imports");
  });
}

/**
 * Takes back in a worker what the rows have changed and no one has changed since. Once, within 30 days.
 * @throws AppError forbidden, not_found, wrong_state
 */
export function undoImport(
  context: Context,
  actor: Actor,
  { kind, id }: { kind: ImportKind; id: string },
): Promise<DataImport> {
  const now = context.clock.now();
  return change(context, actor, { kind, id }, async (tx, row) => {
    const end = undoEnd(row);
    if (end === null || end <= now)
      throw new AppError("wrong_state", { current: { state: row.state } });
    const target = { type: TARGETS[kind], id: "all" };
    const detail = { importId: id, file: row.fileName };
    await writeAudit(tx, actor, AUDITED[kind].undone, target, detail);
    await tx.$executeRaw(Prisma.sql`
      update data_import set state = 'undoing', place = ${AFTER_ALL}::int, failures = 0, error = null, "dueAt" = now(),
        counts = counts || '{"undo": {"rows": 0, "removed": 0, "restored": 0, "kept": 0}}', "undoneByName" = ${actor.name}
      where id = ${id}::uuid`);
    wakeAfterCommit(tx, "imports");
  });
}

/** Removes a file that was not imported. @throws AppError forbidden, not_found, wrong_state */
export async function discardImport(
  context: Context,
  actor: Actor,
  { kind, id }: { kind: ImportKind; id: string },
): Promise<void> {
  requireAction(actor, IMPORT_ACTIONS[kind]);
  await inSqlTransaction(context.db, async (tx) => {
    const row = await lockImport(tx, kind, id);
    if (row.startedAt !== null)
      throw new AppError("wrong_state", { current: { state: row.state } });
  });
  await remove(context, id);
}

/** Lists the imports of a kind, newest first. @throws AppError forbidden */
export async function listImports(
  context: Context,
  actor: Actor,
  { kind, limit, cursor }: PageQuery & { kind: ImportKind },
): Promise<Page<DataImport>> {
  requireAction(actor, IMPORT_ACTIONS[kind]);
  const before = readIdCursor(cursor);
  const rows = await context.db.sql.$queryRaw<ImportRow[]>(Prisma.sql`
    select ${importColumns} from data_import where kind = ${kind}
      ${before === null ? Prisma.empty : Prisma.sql`and id < ${before}::uuid`}
    order by id desc limit ${limit + 1}::int`);
  const now = context.clock.now();
  return toPage(rows, limit, (row) => importShape(row, now));
}

async function change(
  context: Context,
  actor: Actor,
  { kind, id }: { kind: ImportKind; id: string },
  work: (tx: Sql, row: ImportRow) => Promise<void>,
): Promise<DataImport> {
  requireAction(actor, IMPORT_ACTIONS[kind]);
  return inSqlTransaction(context.db, async (tx) => {
    await work(tx, await lockImport(tx, kind, id));
    return importShape(await lockImport(tx, kind, id), context.clock.now());
  });
}

async function dropFile(context: Context, id: string): Promise<void> {
  const [row] = await context.db.sql.$queryRaw<{ key: string | null }[]>(
    Prisma.sql`select "fileKey" as key from data_import where id = ${id}::uuid`,
  );
  if (!row?.key) return;
  await context.db.sql.$executeRaw(
    Prisma.sql`update data_import set "fileKey" = null where id = ${id}::uuid`,
  );
  await context.files.remove(row.key);
}

/** Removes an import with its rows and its file; one that has been started meanwhile stays. Safe to repeat. */
export async function remove(context: Context, id: string): Promise<void> {
  await dropFile(context, id);
  await context.db.sql.$executeRaw(
    Prisma.sql`delete from data_import where id = ${id}::uuid and "startedAt" is null`,
  );
}
