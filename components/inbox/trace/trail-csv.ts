import type { TrailEntry } from "#contract/threads/trail.ts";

/** A BOM: spreadsheets else take UTF-8 for something older. */
const MARK = "\uFEFF";

/** Names in the first line, then one line an entry. Pure. */
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

// What begins like a formula would be reckoned by a spreadsheet: a customer chooses their name.
function cell(value: string): string {
  const tame = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${tame.replaceAll('"', '""')}"`;
}
