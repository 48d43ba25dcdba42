/** A row with its number as a spreadsheet counts; the names of the columns are row 1. */
export type FileRow = { row: number; cells: string[] };
