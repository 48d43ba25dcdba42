import { CsvError, parse } from "csv-parse/sync";
import { invalidInput } from "#server/domain/app-error.ts";

/** A spreadsheet's mark that a text is no formula, as our exports write it. */
const TAMED = /^'(?=[=+\-@\t\r])/;

/**
 * The rows of a CSV file whose first line has the names of its columns. Commas, semicolons and tabs separate;
 * rows without any value are left out. Pure. @throws AppError invalid_input (`csv`)
 */
export function readCsvRows(csv: string): string[][] {
  const [head = ""] = csv.split(/\r?\n/, 1);
  const count = (mark: string) => head.split(mark).length;
  const [delimiter] = [",", ";", "\t"].sort((a, b) => count(b) - count(a));
  try {
    const rows = parse(csv, {
      bom: true,
      delimiter: delimiter ?? ",",
      relax_column_count: true,
      skip_empty_lines: true,
    });
    return rows
      .map((row) => row.map((value) => value.replace(TAMED, "")))
      .filter((row) => row.some((value) => value.trim() !== ""));
  } catch (error) {
    if (error instanceof CsvError) throw invalidInput("csv", error.message);
    throw error;
  }
}
