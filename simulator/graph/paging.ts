import { textParam } from "./request.ts";

/** `2026-10-02T08:49:14+0000`, as the Graph API writes times. */
export function graphTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "+0000");
}

/** One cursor page of `items`; the cursor is the opaque id of its edge. */
export function paged<T>(
  items: T[],
  show: (item: T) => Record<string, unknown>,
  idOf: (item: T) => string,
  params: Record<string, unknown>,
  defaultLimit: number,
): Record<string, unknown> {
  const MAX_LIMIT = 100;
  const asked = Number(textParam(params, "limit") ?? defaultLimit);
  const limit = Math.min(MAX_LIMIT, Math.max(1, asked || defaultLimit));
  const after = textParam(params, "after");
  const start = after === null ? 0 : indexAfter(items, idOf, after);
  const part = items.slice(start, start + limit);
  const last = part.at(-1);
  const first = part[0];
  if (first === undefined || last === undefined) return { data: [] };
  return {
    data: part.map(show),
    paging: {
      cursors: { before: cursor(idOf(first)), after: cursor(idOf(last)) },
      ...(start + limit < items.length
        ? { next: `?after=${cursor(idOf(last))}&limit=${limit}` }
        : {}),
    },
  };
}

const cursor = (id: string) => Buffer.from(id).toString("base64url");

function indexAfter<T>(
  items: T[],
  idOf: (item: T) => string,
  after: string,
): number {
  const id = Buffer.from(after, "base64url").toString();
  const index = items.findIndex((item) => idOf(item) === id);
  return index < 0 ? items.length : index + 1;
}
