/** The end of a keyset page: a time and, among equal times, an id. Opaque to clients of the API. */
export type Cursor = { at: Date; id: string };

/** A cursor as text, as `base64url`. */
export function writeCursor({ at, id }: Cursor): string {
  return btoa(`${at.toISOString()} ${id}`)
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
