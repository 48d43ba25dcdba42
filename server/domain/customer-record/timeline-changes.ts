import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { visibleTo } from "#server/domain/access/visible.ts";
import {
  consentCounts,
  withOwnConsents,
} from "#server/domain/customers/consents.ts";
import { customerVisibleTo } from "#server/domain/customers/see-customer.ts";

/*
 * The acts of people on a customer as a whole, for the timeline: id, time, type and detail. `end` is the end of each part,
 * with the newest entries before the cursor.
 */

export type ChangePart = { customerId: string; actor: Actor };
type End = (at: Prisma.Sql, id: Prisma.Sql) => Prisma.Sql;

const author = (id: Prisma.Sql, name: Prisma.Sql) =>
  Prisma.sql`jsonb_build_object('id', ${id}, 'name', coalesce(${name}, ''))`;

/** SQL: the conversations that were transferred, of those that the actor may see. */
export function transfers(
  { customerId, actor }: ChangePart,
  end: End,
): Prisma.Sql {
  return Prisma.sql`
    select m.id, m."sentAt", 'transfer', jsonb_build_object('threadId', t.id, 'from', m.event->'from'->>'name',
      'to', coalesce(m.event->'to'->>'name', ''), 'author', ${author(Prisma.sql`m."authorId"`, Prisma.sql`m."authorName"`)})
    from thread t join message m on m."threadId" = t.id
    where t."customerId" = ${customerId}::uuid and m.kind = 'event' and m.event->>'type' = 'transferred'
      and ${visibleTo(actor)}
    ${end(Prisma.sql`m."sentAt"`, Prisma.sql`m.id`)}`;
}

/** SQL: the consents of the customer, and of those who were merged into them. */
export function consents({ customerId }: ChangePart, end: End): Prisma.Sql {
  return Prisma.sql`
    ${withOwnConsents([customerId])}
    select e.id, e.at, 'consent', jsonb_build_object('purpose', e.purpose, 'given', e.given, 'source', e.source,
      'author', ${author(Prisma.sql`e."actorId"`, Prisma.sql`e."actorName"`)})
    from own join consent_entry e on e."customerId" = own.id where ${consentCounts}
    ${end(Prisma.sql`e.at`, Prisma.sql`e.id`)}`;
}

/** SQL: the merges. Once one is taken apart, only who may see the other customer reads the name. */
export function merges(
  { customerId, actor }: ChangePart,
  end: End,
): Prisma.Sql {
  return Prisma.sql`
    select g.id, g."mergedAt", 'merge', jsonb_build_object('otherName',
        case when g."undoneAt" is null or ${customerVisibleTo(actor)} then c.name end,
      'undoneAt', g."undoneAt", 'author', ${author(Prisma.sql`g."mergedById"`, Prisma.sql`a.name`)})
    from customer_merge g left join agent a on a.id = g."mergedById"
      join customer c on c.id = case when g."survivorId" = ${customerId}::uuid then g."otherId" else g."survivorId" end
    where (g."survivorId" = ${customerId}::uuid or g."otherId" = ${customerId}::uuid)
    ${end(Prisma.sql`g."mergedAt"`, Prisma.sql`g.id`)}`;
}

/** SQL: the blocks, and their ends by a person. */
export function blocks({ customerId }: ChangePart, end: End): Prisma.Sql {
  return Prisma.sql`
    select b.id, b.at, 'block', jsonb_build_object('blocked', b.blocked, 'until', b.until, 'reason', b.reason,
      'author', ${author(Prisma.sql`b."actorId"`, Prisma.sql`b."actorName"`)})
    from customer_block_change b where b."customerId" = ${customerId}::uuid
    ${end(Prisma.sql`b.at`, Prisma.sql`b.id`)}`;
}
