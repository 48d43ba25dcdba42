import type { TrailEntry } from "#contract/threads/trail.ts";

/** Without a byte order mark spreadsheets do not read the file as UTF-8. */
const MARK = "\uFEFF";

/** Column names in the first line, then one line for each entry. Pure. */
export function trailCsv(
  entries: TrailEntry[],
  names: Record<"at" | "kind" | "what" | "by" | "detail", string>,
): string {
  const { at, kind, what, by, detail } = names;
  const rows = entries.map((entry) => [
    entry.at,
    entry.kind,
    entry.what,
    entry.by ?? "",
    JSON.stringify(entry.detail),
  ]);
  const lines = [[at, kind, what, by, detail], ...rows];
  return MARK + lines.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

// A spreadsheet evaluates a text that begins like a formula, and customers choose their own names.
function cell(value: string): string {
  const tame = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${tame.replaceAll('"', '""')}"`;
}
