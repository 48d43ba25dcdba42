import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { hiddenByOwner } from "#server/domain/access/visible-lead.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";

/**
 * An agent writes to a customer: for leads of the customer that no person has
 * contacted yet, this is the first contact. The agent also gets those that no
 * agent owns and that came from an ad, because the conversation is the lead.
 */
export async function touchLeads(
  tx: Sql,
  customerId: string,
  actor: { agentId: string; name: string },
  now: Date,
): Promise<void> {
  const touched = await tx.$queryRaw<
    { id: string; isTaken: boolean }[]
  >(Prisma.sql`
    with before as (select id, "ownerId" from lead
      where "customerId" = ${customerId}::uuid and "firstTouchAt" is null and not test order by id for update)
    update lead l set "firstTouchAt" = ${now}::timestamptz,
      "ownerId" = case when l."leadgenId" like 'ad:%' then coalesce(l."ownerId", ${actor.agentId}::uuid) else l."ownerId" end
    from before b where b.id = l.id returning l.id, b."ownerId" is null and l."ownerId" is not null as "isTaken"`);
  if (touched.length === 0) return;
  const taken = touched.filter(({ isTaken }) => isTaken).map(({ id }) => id);
  const hidden = taken.length === 0 ? [] : await hiddenByOwner(tx, taken);
  const rows = touched.map(({ id }) => ({ id: newId(), leadId: id }));
  await tx.$executeRaw(Prisma.sql`
    insert into lead_attempt (id, "leadId", at, "actorId", "actorName", outcome)
    select x.id, x."leadId", ${now}::timestamptz, ${actor.agentId}::uuid, ${actor.name}, 'messaged'
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "leadId" uuid)`);
  await announce(tx, [
    ...touched.map(({ id }) => ({
      kind: "lead.updated" as const,
      payload: { leadId: id },
    })),
    ...hidden.map((payload) => ({ kind: "lead.removed" as const, payload })),
  ]);
}
