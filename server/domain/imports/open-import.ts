import { z } from "zod";
import {
  IMPORT_ROW_ERRORS,
  type ImportFault,
  type ImportKind,
  type ImportRowError,
  type OpenedImport,
} from "#contract/imports/import.ts";
import { CSV_MARK, csvLine } from "#contract/text/csv.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { CUSTOMER_ROW_MESSAGES } from "#server/domain/customers/read-customer-row.ts";
import { LEAD_ROW_MESSAGES } from "#server/domain/leads/files/read-lead-file.ts";
import { guessMapping } from "./guess-mapping.ts";
import {
  IMPORT_ACTIONS,
  importColumns,
  importShape,
  type ImportRow,
} from "./import-row.ts";

const SAMPLE_ROWS = 3;
const FIRST_ERRORS = 20;
const ROWS_A_QUERY = 500;

type FailedRow = { row: number; cells: string[] | null; errors: unknown };

const storedErrorsSchema = z.array(
  z.object({ column: z.string().nullable(), code: z.enum(IMPORT_ROW_ERRORS) }),
);

/** The import with its first rows, the guessed columns and the first errors. @throws AppError forbidden, not_found */
export async function openImport(
  context: Context,
  actor: Actor,
  kind: ImportKind,
  id: string,
): Promise<OpenedImport> {
  requireAction(actor, IMPORT_ACTIONS[kind]);
  const { sql } = context.db;
  const row = await seeImport(sql, kind, id);
  const isOpen = row.startedAt === null;
  const isShown = isOpen && maySeeValues(actor, row);
  const [sample, failed] = await Promise.all([
    isShown
      ? sql.$queryRaw<{ cells: string[] }[]>(Prisma.sql`
          select cells from data_import_row where "importId" = ${id}::uuid order by row limit ${SAMPLE_ROWS}::int`)
      : [],
    failedRows(sql, { id, after: 0, limit: FIRST_ERRORS }),
  ]);
  return {
    ...importShape(row, context.clock.now()),
    sample: sample.map(({ cells }) => cells),
    guess: isOpen ? await guessMapping(sql, actor, row) : {},
    errors: failed.flatMap(faultsOf).slice(0, FIRST_ERRORS),
  };
}

/**
 * The rows with an error as a CSV file: their number, what is wrong, and their values, so that they can be put right and
 * imported again. For a role that sees contact data masked, and for who does not see all own fields in the file of
 * another person, without the values.
 * @throws AppError forbidden, not_found
 */
export async function exportImportErrors(
  context: Context,
  actor: Actor,
  kind: ImportKind,
  id: string,
): Promise<AsyncIterable<string>> {
  requireAction(actor, IMPORT_ACTIONS[kind]);
  const { sql } = context.db;
  const row = await seeImport(sql, kind, id);
  const isShown = !actor.contactLimit && maySeeValues(actor, row);
  return errorLines(sql, id, isShown ? row.columns : []);
}

/** The values of a file are shown whole: to the person who has brought it, and to those from whom nothing of customers is hidden. Pure. */
function maySeeValues(
  { agentId, seenBy, contactLimit, hiddenFields = [] }: Actor,
  { createdById }: ImportRow,
): boolean {
  const isOwn = createdById === agentId && seenBy === undefined;
  return isOwn || (contactLimit === undefined && hiddenFields.length === 0);
}

async function* errorLines(
  sql: Sql,
  id: string,
  columns: readonly string[],
): AsyncGenerator<string> {
  yield CSV_MARK + csvLine(["Row", "Problem", ...columns]);
  for (let after = 0; ;) {
    const rows = await failedRows(sql, { id, after, limit: ROWS_A_QUERY });
    for (const failed of rows) {
      const problem = faultsOf(failed)
        .map(({ column, message }) =>
          column === null ? message : `${column}: ${message}`,
        )
        .join(" ");
      const values = columns.map((_name, at) => failed.cells?.[at] ?? "");
      yield csvLine([String(failed.row), problem, ...values]);
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.row;
  }
}

function failedRows(
  sql: Sql,
  { id, after, limit }: { id: string; after: number; limit: number },
): Promise<FailedRow[]> {
  return sql.$queryRaw<FailedRow[]>(Prisma.sql`
    select row, cells, errors from data_import_row where "importId" = ${id}::uuid and row > ${after}::int
      and outcome = 'failed' order by row limit ${limit}::int`);
}

function faultsOf({ row, errors }: FailedRow): ImportFault[] {
  return storedErrorsSchema
    .parse(errors ?? [])
    .map((one) => ({ row, ...one, message: MESSAGES[one.code] }));
}

const MESSAGES: Record<ImportRowError, string> = {
  ...LEAD_ROW_MESSAGES,
  ...CUSTOMER_ROW_MESSAGES,
  no_key: "The row has no value for the key.",
  two_customers: "Two customers have this key.",
  not_saved: "The row can’t be stored.",
};

async function seeImport(
  sql: Sql,
  kind: ImportKind,
  id: string,
): Promise<ImportRow> {
  const [row] = await sql.$queryRaw<ImportRow[]>(Prisma.sql`
    select ${importColumns} from data_import where id = ${id}::uuid and kind = ${kind}`);
  if (!row) throw new AppError("not_found", { id });
  return row;
}
