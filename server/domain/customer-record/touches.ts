import type { Touch, Touches } from "#contract/customers/touch.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import { leadVisibleTo } from "#server/domain/access/visible-lead.ts";
import type { Context } from "#server/domain/context.ts";
import {
  seeCustomer,
  survivorOf,
} from "#server/domain/customers/see-customer.ts";

const MAX_TOUCHES = 100;

type Row = Omit<Touch, "at" | "ad" | "form"> & {
  at: Date;
  adId: string | null;
  adName: string | null;
  formId: string | null;
  formName: string | null;
};

/**
 * Lists what led a customer here, in conversations and forms that the actor may see.
 * @throws AppError not_found: missing and forbidden look alike
 */
export async function readTouches(
  context: Context,
  actor: Actor,
  givenId: string,
): Promise<Touches> {
  const { sql } = context.db;
  const customerId = await survivorOf(sql, givenId);
  if (!(await seesLeadOf(sql, actor, customerId)))
    await seeCustomer(sql, actor, customerId);
  const touches = Prisma.sql`
    select x.at, x."threadId", x."sessionId", null::uuid as "leadId", x."adId", x."adTitle" as "adName", x.ref,
      x."postId", null as "formId", null as "formName"
    from thread_touch x join thread t on t.id = x."threadId"
    where t."customerId" = ${customerId}::uuid and ${visibleTo(actor)}
    union all
    select l."createdTime", null, null, l.id, l."adId", l."adName", null, null, l."formId", f.name
    from lead l left join channel ch on ch.id = l."channelId" left join lead_form f on f.id = l."formId"
    where l."customerId" = ${customerId}::uuid and l."formId" <> '' and not l.test and ${leadVisibleTo(actor)}`;
  const [newest, oldest] = await Promise.all([
    sql.$queryRaw<Row[]>(
      Prisma.sql`select * from (${touches}) touch order by at desc limit ${MAX_TOUCHES}::int`,
    ),
    sql.$queryRaw<Row[]>(
      Prisma.sql`select * from (${touches}) touch order by at limit 1`,
    ),
  ]);
  const items = newest.map(shape);
  return {
    first: oldest.map(shape)[0] ?? null,
    last: items[0] ?? null,
    items,
  };
}

/** A lead shows its customer, also to an agent who sees none of their conversations. */
async function seesLeadOf(
  sql: Sql,
  actor: Actor,
  customerId: string,
): Promise<boolean> {
  const rows = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select l.id from lead l left join channel ch on ch.id = l."channelId"
    where l."customerId" = ${customerId}::uuid and ${leadVisibleTo(actor)} limit 1`);
  return rows.length > 0;
}

function shape({ at, adId, adName, formId, formName, ...row }: Row): Touch {
  return {
    ...row,
    at: at.toISOString(),
    ad: adId === null ? null : { id: adId, name: adName },
    form: formId === null ? null : { id: formId, name: formName },
  };
}
