import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { isKept } from "#server/domain/access/visible.ts";
import {
  conditionsOf,
  FOR_EACH_ROW,
} from "#server/domain/customers/customer-filter.ts";
import { restrictedFields } from "#server/domain/customers/customer-fields.ts";
import { readFilter } from "#server/domain/customers/read-filter.ts";
import { storedFilter } from "#server/domain/customers/segments.ts";
import type { Seeker } from "#server/domain/customers/sought-contacts.ts";

type Asked = {
  customerIds: readonly string[];
  segmentIds: readonly string[];
  now: Date;
};

type Row = { id: string; filter: unknown; limited: boolean };

/**
 * The segments, of those named, that each customer is in, by the customer's
 * id. For routing, which sees all customers: only segments that everybody has
 * count. The words of a segment find what the author of its filter may search
 * for, so that no rule tells them contact data; they look at no own
 * field that is for some departments only.
 */
export async function segmentsOf(
  tx: Pick<Sql, "$queryRaw">,
  { customerIds, segmentIds, now }: Asked,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (segmentIds.length === 0 || customerIds.length === 0) return found;
  const segments = await tx.$queryRaw<Row[]>(Prisma.sql`
    select id, filter, limited from customer_segment where everybody and id = any(${[...segmentIds]}::uuid[])`);
  const hiddenFields = await restrictedFields(tx);
  const branches: Prisma.Sql[] = [];
  for (const { id, filter, limited } of segments) {
    const known = storedFilter(filter);
    if (known === null) continue;
    const seeker: Seeker = {
      hiddenFields,
      ...(limited ? { contactLimit: "hidden" } : {}),
    };
    const conditions = conditionsOf(await readFilter(tx, known, now), {
      seeker,
      sees: isKept,
    });
    if (conditions.length === 0) continue;
    branches.push(Prisma.sql`select c.id as "customerId", ${id}::text as "segmentId"
      from (select * from customer where id = any(${[...customerIds]}::uuid[]) ${FOR_EACH_ROW}) c
      where ${Prisma.join(conditions, " and ")}`);
  }
  if (branches.length === 0) return found;
  const rows = await tx.$queryRaw<{ customerId: string; segmentId: string }[]>(
    Prisma.join(branches, " union all "),
  );
  for (const { customerId, segmentId } of rows)
    found.set(customerId, [...(found.get(customerId) ?? []), segmentId]);
  return found;
}
