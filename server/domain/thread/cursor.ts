import { invalidInput } from "#server/domain/app-error.ts";
import type { Page } from "#server/domain/page.ts";

/** Where a keyset page ended: a time and, among equal times, an id. Opaque outside. */
export type Cursor = { at: Date; id: string };

export function writeCursor({ at, id }: Cursor): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString("base64url");
}

const CURSOR = /^(\S+Z) ([0-9a-f-]{36})$/;

/** @throws AppError invalid_input on anything we did not write. */
export function readCursor(text: string | undefined): Cursor | null {
  if (text === undefined) return null;
  const match = CURSOR.exec(Buffer.from(text, "base64url").toString());
  const at = new Date(match?.[1] ?? "");
  if (!match?.[2] || Number.isNaN(at.getTime())) {
    throw invalidInput("cursor", "Use a cursor that a list has given.");
  }
  return { at, id: match[2] };
}

/** Cuts a page out of `limit + 1` rows in the order of their cursors. */
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
