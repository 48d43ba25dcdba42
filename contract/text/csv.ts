/** Without a byte order mark spreadsheets do not read the file as UTF-8. */
export const CSV_MARK = "\uFEFF";

/** One line of a CSV file (RFC 4180), each value quoted. Pure. */
export function csvLine(values: readonly string[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

// A spreadsheet evaluates a text that begins like a formula, and customers choose their own names.
function cell(value: string): string {
  const tame = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${tame.replaceAll('"', '""')}"`;
}
