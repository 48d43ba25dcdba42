import type { Duplicate } from "#contract/customers/duplicate.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { getCustomer } from "#server/domain/customers/customers.ts";
import {
  customerVisibleTo,
  seeCustomer,
} from "#server/domain/customers/see-customer.ts";

const MAX_LISTED = 20;

type Row = { id: string; email: boolean; phone: boolean; name: boolean };

/**
 * Lists customers who may be the same person: with the same e-mail address or
 * phone number, however each is written, then those who only have the same
 * name. Only customers that the actor may see.
 * @throws AppError not_found
 */
export async function findDuplicates(
  context: Context,
  actor: Actor,
  customerId: string,
): Promise<Duplicate[]> {
  const { sql } = context.db;
  await seeCustomer(sql, actor, customerId);
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    select c.id, coalesce(c."emailKey" = me."emailKey", false) as email,
      coalesce(c."phoneKey" = me."phoneKey", false) as phone,
      coalesce(c."nameFolded" = me."nameFolded", false) as name
    from customer me join customer c on c.id <> me.id and c.id in (
      select id from customer where "emailKey" = me."emailKey"
      union select id from customer where "phoneKey" = me."phoneKey"
      union select id from customer where "nameFolded" = me."nameFolded")
    where me.id = ${customerId}::uuid and c."mergedIntoId" is null and c."erasedAt" is null
      and ${customerVisibleTo(actor)}
    order by (c."emailKey" = me."emailKey") is true desc, (c."phoneKey" = me."phoneKey") is true desc, c.id desc
    limit ${MAX_LISTED}::int`);
  const found: Duplicate[] = [];
  for (const { id, ...same } of rows)
    found.push({
      customer: await getCustomer(context, actor, id),
      reasons: (["email", "phone", "name"] as const).filter((key) => same[key]),
      strength: same.email || same.phone ? "strong" : "weak",
    });
  return found;
}
