import fs from "node:fs";
import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import {
  MAX_FILE_COLUMNS,
  MAX_FILE_ROWS,
  type FileDelimiter,
  type FileEncoding,
  type FileForm,
} from "#contract/imports/import-file.ts";
import { toLine, truncate } from "#contract/text/text.ts";
import { invalidField } from "#server/domain/app-error.ts";
import { decode, detectDelimiter, detectEncoding } from "./encodings.ts";
import type { FileRow } from "./file-row.ts";
import { isWorkbook, openWorkbook } from "./workbook.ts";

/** Values of a table that come one after the other: only a part of the file is in memory. */
export type Table = {
  form: FileForm;
  columns: string[];
  /** Rows with a value. @throws AppError invalid_input (`file`), also in the middle: too many rows, a broken file */
  rows: AsyncIterable<FileRow>;
};

/** Bounds one cell: a quote that no other closes would take the rest of the file for one value. */
const MAX_CELL = 32_767;
const MAX_COLUMN_NAME = 200;
/** A spreadsheet's mark that a text is no formula, as our exports write it. */
const TAMED = /^'(?=[=+\-@\t\r])/;

/**
 * Opens a file of the disk as a table: an XLSX workbook by its first bytes, else text.
 * @param wanted encoding and delimiter; left out: those that the file seems to have
 * @throws AppError invalid_input (`file`): no names of columns, too many columns, a broken file
 */
export async function openTable(
  path: string,
  wanted: { encoding?: FileEncoding; delimiter?: FileDelimiter } = {},
): Promise<Table> {
  if (await isWorkbook(path)) {
    const { sheet, rows } = await openWorkbook(path);
    return tableOf(rows, {
      format: "xlsx",
      encoding: null,
      delimiter: null,
      sheet,
    });
  }
  const bytes = () => fs.createReadStream(path);
  const encoding = wanted.encoding ?? (await detectEncoding(bytes()));
  const delimiter =
    wanted.delimiter ?? (await detectDelimiter(decode(bytes(), encoding)));
  const form = { format: "csv" as const, encoding, delimiter, sheet: null };
  return tableOf(readText(decode(bytes(), encoding), delimiter), form);
}

async function* readText(
  text: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<FileRow> {
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    // Bytes, as the parser counts them.
    max_record_size: MAX_CELL * MAX_FILE_COLUMNS,
  });
  const source = Readable.from(text);
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1;
      yield { row, cells };
    }
  } catch (error) {
    if (error instanceof CsvError) throw invalidField("file", "file_broken");
    throw error;
  } finally {
    source.destroy();
  }
}

async function tableOf(
  lines: AsyncGenerator<FileRow>,
  form: FileForm,
): Promise<Table> {
  try {
    const columns = await readHead(lines);
    return { form, columns, rows: rowsOf(lines, columns) };
  } catch (error) {
    await lines.return(undefined);
    throw error;
  }
}

async function readHead(lines: AsyncGenerator<FileRow>): Promise<string[]> {
  // A sheet can begin with empty rows; the first with a value has the names.
  let head = await lines.next();
  while (!head.done && isEmpty(head.value.cells)) head = await lines.next();
  if (head.done) throw invalidField("file", "file_empty");
  const columns = namesOf(head.value.cells);
  if (columns.length > MAX_FILE_COLUMNS)
    throw invalidField("file", "file_columns");
  return columns;
}

/** The rows behind the head. The file is closed when they end or are left, or one of them is refused. */
async function* rowsOf(
  lines: AsyncGenerator<FileRow>,
  columns: readonly string[],
): AsyncGenerator<FileRow> {
  let count = 0;
  for await (const { row, cells } of lines) {
    if (isEmpty(cells)) continue;
    count += 1;
    if (count > MAX_FILE_ROWS) throw invalidField("file", "file_rows");
    yield { row, cells: columns.map((_name, at) => valueOf(cells[at])) };
  }
}

function isEmpty(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "");
}

/** The names of the columns, each once; a column without a name is called by its letter. */
function namesOf(cells: readonly string[]): string[] {
  const last = cells.findLastIndex((cell) => cell.trim() !== "");
  const taken = new Set<string>();
  return cells.slice(0, last + 1).map((cell, at) => {
    const own = truncate(toLine(cell.replace(TAMED, "")), MAX_COLUMN_NAME);
    const name = own === "" ? `(${letters(at)})` : own;
    let free = name;
    for (let n = 2; taken.has(free); n += 1) free = `${name} (${n})`;
    taken.add(free);
    return free;
  });
}

/** 0 → A, 26 → AA. */
function letters(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : letters(Math.floor(at / 26) - 1) + last;
}

function valueOf(cell: string | undefined): string {
  return toLine(truncate(cell ?? "", MAX_CELL).replace(TAMED, ""));
}
