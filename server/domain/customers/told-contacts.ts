import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

/** Facts about a person that are kept among the customer's own fields, under these names. */
const CONTACTS = ["email", "phone"] as const;

type Contacts = Partial<Record<(typeof CONTACTS)[number], string | null>>;
type Told = Contacts & { before?: Contacts };

/**
 * Contacts that the vendor has told and that the customer does not have yet, as
 * JSON. What somebody here has entered, or removed, stays: a contact is taken
 * once, and only in the place of nothing or of the one that was told before.
 */
export async function takeToldContacts(
  tx: Sql,
  identityId: string,
  fields: Record<string, unknown>,
): Promise<string> {
  const [row] = await tx.$queryRaw<{ told: Told | null }[]>(
    Prisma.sql`select told from identity where id = ${identityId}::uuid for update`,
  );
  const { before, ...told } = row?.told ?? {};
  if (!before) return "{}";
  await tx.$executeRaw(
    Prisma.sql`update identity set told = told - 'before' where id = ${identityId}::uuid`,
  );
  const taken = CONTACTS.filter((name) => {
    const held = fields[name] ?? null;
    const old = before[name] ?? null;
    const isNews = Boolean(told[name]) && told[name] !== old;
    return isNews && (held === null || held === old);
  });
  return JSON.stringify(
    Object.fromEntries(taken.map((name) => [name, told[name]])),
  );
}
