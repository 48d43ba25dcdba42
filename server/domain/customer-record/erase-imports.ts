import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  contactId,
  type ContactKind,
} from "#server/domain/customers/erased-ids.ts";

/**
 * Removes the rows of imported files that are about the customers or their leads, before their values go.
 * @returns their addresses, numbers and ids of other programs, as the ledger of erased ids knows them: a file that comes
 *   later brings no one back
 */
export async function eraseImportRows(
  tx: Sql,
  ids: string[],
): Promise<string[]> {
  const contacts = await tx.$queryRaw<{ kind: ContactKind; value: string }[]>(
    Prisma.sql`
    with own as (
      select "emailKey", "phoneKey", fields->>'externalId' as "externalId" from customer where id = any(${ids}::uuid[])
      union all select "emailKey", "phoneKey", null from lead where "customerId" = any(${ids}::uuid[]))
    select distinct x.kind, x.value from own cross join lateral (values ('email', own."emailKey"),
      ('phone', own."phoneKey"), ('externalId', own."externalId")) x (kind, value) where x.value is not null`,
  );
  const values = contacts.map(({ value }) => value);
  // Each by an index: one condition with OR would read the rows of all imports, while the person's rows are locked.
  await tx.$executeRaw(Prisma.sql`
    delete from data_import_row where "targetId" = any(array(
      select unnest(${ids}::uuid[]) union select id from lead where "customerId" = any(${ids}::uuid[])))`);
  await tx.$executeRaw(Prisma.sql`
    delete from data_import_row r using data_import i where r."importId" = i.id and r.key = any(${values}::text[])`);
  return contacts.map(({ kind, value }) => contactId(kind, value));
}
