import { writeCursor, type Cursor } from "#contract/base/cursor.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Page } from "#server/domain/page.ts";

const CURSOR = /^(\S+Z) ([0-9a-f-]{36})$/;

/** @throws AppError invalid_input: the text is not a cursor of ours. */
export function readCursor(text: string | undefined): Cursor | null {
  if (text === undefined) return null;
  const match = CURSOR.exec(Buffer.from(text, "base64url").toString());
  const at = new Date(match?.[1] ?? "");
  if (!match?.[2] || Number.isNaN(at.getTime())) {
    throw invalidInput("cursor", "Use a cursor that a list has given.");
  }
  return { at, id: match[2] };
}

/** Makes a page from up to `limit + 1` rows in the order of their cursors. */
export function toTimedPage<Row extends Cursor, T>(
  rows: Row[],
  limit: number,
  shape: (row: Row) => T,
): Page<T> {
  const kept = rows.slice(0, limit);
  const last = rows.length > limit ? kept.at(-1) : undefined;
  return {
    items: kept.map(shape),
    nextCursor: last ? writeCursor(last) : null,
  };
}
