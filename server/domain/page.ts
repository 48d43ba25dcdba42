import { isId } from "#server/runtime/crypto.ts";
import { invalidInput } from "./app-error.ts";

/** One page of a list; `nextCursor` null: that was all. */
export type Page<T> = { items: T[]; nextCursor: string | null };

/**
 * Cursor of a list in the order of its ids, which is the order of creation:
 * ids are UUIDv7. Opaque outside.
 * @throws AppError invalid_input on anything we did not write.
 */
export function readIdCursor(text: string | undefined): string | null {
  if (text === undefined) return null;
  const id = Buffer.from(text, "base64url").toString();
  if (isId(id)) return id;
  throw invalidInput("cursor", "Use a cursor that a list has given.");
}

/** Cuts a page out of `limit + 1` rows. */
export function toPage<Row extends { id: string }, T>(
  rows: Row[],
  limit: number,
  shape: (row: Row) => T,
): Page<T> {
  const kept = rows.slice(0, limit);
  const last = rows.length > limit ? kept.at(-1) : undefined;
  return {
    items: kept.map(shape),
    nextCursor: last ? Buffer.from(last.id).toString("base64url") : null,
  };
}
