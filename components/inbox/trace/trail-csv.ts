import { CSV_MARK, csvLine } from "#contract/text/csv.ts";
import type { TrailEntry } from "#contract/threads/trail.ts";

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
  return CSV_MARK + lines.map(csvLine).join("");
}
