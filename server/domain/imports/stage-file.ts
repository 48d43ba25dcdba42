import type { FileForm } from "#contract/imports/import-file.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { invalidField } from "#server/domain/app-error.ts";
import type { FileRow } from "./read/file-row.ts";
import type { Table } from "./read/read-file.ts";

/** Rows of one statement, by number and by the characters of their values. */
const TOGETHER = 500;
const MAX_CHARACTERS = 1_000_000;

/**
 * Stores the rows of a file, part by part and outside of a transaction: only a part is in memory. Rows that were stored
 * before are replaced.
 * @throws AppError invalid_input (`file`): no rows, too many, a broken file
 */
export async function stageRows(
  sql: Sql,
  importId: string,
  { form, columns, rows }: Table,
): Promise<void> {
  await sql.$executeRaw(
    Prisma.sql`delete from data_import_row where "importId" = ${importId}::uuid`,
  );
  let part: FileRow[] = [];
  let characters = 0;
  let count = 0;
  const store = async () => {
    await sql.$executeRaw(Prisma.sql`
      insert into data_import_row ("importId", row, cells)
      select ${importId}::uuid, x.row, x.cells
      from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as x(row int, cells jsonb)`);
    count += part.length;
    part = [];
    characters = 0;
  };
  for await (const row of rows) {
    part.push(row);
    characters += row.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (part.length >= TOGETHER || characters >= MAX_CHARACTERS) await store();
  }
  if (part.length > 0) await store();
  if (count === 0) throw invalidField("file", "file_empty");
  await writeForm(sql, importId, { form, columns, count });
}

async function writeForm(
  sql: Sql,
  importId: string,
  {
    form,
    columns,
    count,
  }: { form: FileForm; columns: string[]; count: number },
): Promise<void> {
  await sql.$executeRaw(Prisma.sql`
    update data_import set form = ${JSON.stringify(form)}::jsonb, columns = ${JSON.stringify(columns)}::jsonb,
      "rowCount" = ${count}::int, state = 'draft', settings = null, counts = '{}', place = 0
    where id = ${importId}::uuid`);
}
