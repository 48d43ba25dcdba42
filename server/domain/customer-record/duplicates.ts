import { CONTACT_FIELDS } from "#contract/customers/contact-proof.ts";
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

type Row = {
  id: string;
  email: boolean;
  phone: boolean;
  name: boolean;
  bothEmail: boolean;
  bothPhone: boolean;
};

/**
 * Lists customers who may be the same person: those with the same verified
 * e-mail address or phone number first, then those where it is only claimed,
 * then those who only have the same name. Only customers that the actor may
 * see; none whose verified e-mail address or phone number is a different one,
 * and none that a person has kept apart.
 * @throws AppError not_found
 */
export async function findDuplicates(
  context: Context,
  actor: Actor,
  customerId: string,
): Promise<Duplicate[]> {
  const { sql } = context.db;
  const meId = await seeCustomer(sql, actor, customerId);
  // A proof's key is that of its customer, so equal keys that both have a proof are verified on both.
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    with me as (select * from customer where id = ${meId}::uuid)
    select found.* from (
      select c.id, coalesce(c."emailKey" = me."emailKey", false) as email,
        coalesce(c."phoneKey" = me."phoneKey", false) as phone,
        coalesce(c."nameFolded" = me."nameFolded", false) as name,
        coalesce(c.verified#>>'{email,key}' = me.verified#>>'{email,key}', false) as "bothEmail",
        coalesce(c.verified#>>'{phone,key}' = me.verified#>>'{phone,key}', false) as "bothPhone"
      from me join customer c on c.id <> me.id and c.id in (
        select id from customer where "emailKey" = me."emailKey"
        union select id from customer where "phoneKey" = me."phoneKey"
        union select id from customer where "nameFolded" = me."nameFolded")
      where c."mergedIntoId" is null and c."erasedAt" is null
        and coalesce(c.verified#>>'{email,key}' = me.verified#>>'{email,key}', true)
        and coalesce(c.verified#>>'{phone,key}' = me.verified#>>'{phone,key}', true)
        and not exists (select from customer_apart a
          where a."lowId" = least(c.id, me.id) and a."highId" = greatest(c.id, me.id))
        and ${customerVisibleTo(actor)}) found
    order by ("bothEmail" or "bothPhone") desc, email desc, phone desc, id desc
    limit ${MAX_LISTED}::int`);
  const found: Duplicate[] = [];
  for (const row of rows)
    found.push({
      customer: await getCustomer(context, actor, row.id),
      ...likeness(row),
    });
  return found;
}

function likeness(row: Row): Omit<Duplicate, "customer"> {
  const both = { email: row.bothEmail, phone: row.bothPhone };
  const verified = CONTACT_FIELDS.filter((kind) => both[kind]);
  const isContact = row.email || row.phone;
  return {
    reasons: (["email", "phone", "name"] as const).filter((key) => row[key]),
    strength: isContact ? "strong" : "weak",
    certainty: verified.length > 0 ? "same" : isContact ? "maybe" : "hint",
    verified,
  };
}
