import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

type Row = { id: bigint; body: Uint8Array };

/**
 * Cuts what is about a person out of the stored webhook deliveries. Items about
 * others stay. A body that is no JSON goes as a whole.
 * @param externalIds what the vendor calls the person, or a lead of theirs
 * @param within the deliveries that can name them; left out: all
 * @returns the number of changed deliveries
 */
export async function cutDeliveries(
  tx: Sql,
  externalIds: string[],
  within?: { id: bigint }[],
): Promise<number> {
  if (externalIds.length === 0) return 0;
  const patterns = externalIds.map((id) => Buffer.from(id));
  const among = within
    ? Prisma.sql`and d.id = any(${within.map(({ id }) => id)}::bigint[])`
    : Prisma.empty;
  const rows = await tx.$queryRaw<Row[]>(Prisma.sql`
    select d.id, d.body from delivery d
    where exists (select from unnest(${patterns}::bytea[]) wanted (id) where position(wanted.id in d.body) > 0) ${among}
    for update of d`);
  for (const { id, body } of rows) {
    const rest = Buffer.from(withoutPerson(Buffer.from(body), externalIds));
    await tx.$executeRaw(
      Prisma.sql`update delivery set body = ${rest}::bytea where id = ${id}::bigint`,
    );
  }
  return rows.length;
}

/** The body as text without the innermost list items that name one of the ids. Pure. */
export function withoutPerson(body: Buffer, externalIds: string[]): string {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    return "{}";
  }
  const rest = cut(value, externalIds);
  return names(rest, externalIds) ? "{}" : JSON.stringify(rest);
}

function cut(value: unknown, ids: string[]): unknown {
  if (Array.isArray(value))
    return value
      .map((item) => cut(item, ids))
      .filter((item) => !names(item, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, cut(inner, ids)]),
  );
}

function names(value: unknown, ids: string[]): boolean {
  if (typeof value === "string" || typeof value === "number")
    return ids.includes(String(value));
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((inner) => names(inner, ids));
}
