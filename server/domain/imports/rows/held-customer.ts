import type { ImportKey } from "#contract/imports/import.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

/** A customer as far as an import can change them. */
export type HeldCustomer = {
  id: string;
  name: string | null;
  nameEdited: boolean;
  locale: string | null;
  localeEdited: boolean;
  stageId: string | null;
  fields: Record<string, unknown>;
};

const columns = Prisma.sql`c.id, c.name, c."nameEdited", c.locale, c."localeEdited", c."stageId", c.fields`;
const lives = Prisma.sql`c."mergedIntoId" is null and c."erasedAt" is null`;

/** Customers by a value of their key; two of one value are ambiguous. `lock`: until the commit no one else changes them. */
export async function findByKey(
  tx: Sql,
  key: ImportKey,
  { values, lock }: { values: string[]; lock: boolean },
): Promise<Map<string, HeldCustomer[]>> {
  const rows = await tx.$queryRaw<(HeldCustomer & { value: string })[]>(
    Prisma.sql`select ${columns}, ${VALUE[key]} as value from ${whoHas(key, values)} and ${lives} order by c.id
      ${lock ? Prisma.sql`for no key update of c` : Prisma.empty}`,
  );
  const found = new Map<string, HeldCustomer[]>();
  for (const { value, ...held } of rows) {
    const others = found.get(value) ?? [];
    if (!others.some(({ id }) => id === held.id)) others.push(held);
    found.set(value, others);
  }
  return found;
}

const VALUE: Record<ImportKey, Prisma.Sql> = {
  email: Prisma.sql`c."emailKey"`,
  phone: Prisma.sql`c."phoneKey"`,
  externalId: Prisma.sql`o.value`,
};

/** SQL, after `from`: the customers `c` with one of these values. An external id is one of a channel, or of another program. */
function whoHas(key: ImportKey, values: string[]): Prisma.Sql {
  const wanted = Prisma.sql`${values}::text[]`;
  switch (key) {
    case "email":
      return Prisma.sql`customer c where c."emailKey" = any(${wanted})`;
    case "phone":
      return Prisma.sql`customer c where c."phoneKey" = any(${wanted})`;
    case "externalId":
      return Prisma.sql`(
        select x.id, x.fields->>'externalId' as value from customer x where x.fields->>'externalId' = any(${wanted})
        union select i."customerId", i."externalId" from channel ch
          join identity i on i."channelId" = ch.id and i."externalId" = any(${wanted})
        ) o join customer c on c.id = o.id where true`;
  }
}

/** Customers by id, locked in the order of ids. Merged and erased ones are missing. */
export async function lockCustomers(
  tx: Sql,
  ids: string[],
): Promise<Map<string, HeldCustomer>> {
  const rows = await tx.$queryRaw<HeldCustomer[]>(Prisma.sql`
    select ${columns} from customer c where c.id = any(${ids}::uuid[]) and ${lives} order by c.id for update of c`);
  return new Map(rows.map((row) => [row.id, row]));
}
