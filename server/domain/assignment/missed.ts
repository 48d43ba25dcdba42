import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { changePresence } from "#server/domain/presence/change-presence.ts";
import { raiseAlerts } from "./alerts.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/** A thread or lead whose offer was missed, as the notice names it. */
type Missed = {
  threadId: string | null;
  leadId: string | null;
  departmentId: string | null;
  /** Of a lead whose person has written nowhere: the lead's id. */
  customerId: string;
  /** Null: not known yet. */
  customerName: string | null;
  /** The customer's id at the vendor, which identifies a customer without a name. */
  externalId: string;
};

type Misser = { id: string; name: string; missed: Missed[] };

/**
 * Sets agents away who missed offers for so many different threads and leads in a row and did nothing else since the
 * first of them began to ring. They get a notice with the threads, and supervisors one with those of their
 * department. A thread counts once, however often it rang.
 * @param agentIds agents who have just missed an offer.
 */
export async function setMissersAway(
  tx: Sql,
  { departmentId }: Pick<ThreadState, "departmentId">,
  agentIds: string[],
  now: Date,
): Promise<void> {
  if (agentIds.length === 0) return;
  const { awayAfterMissed } = await readRoutingSettings(tx);
  if (awayAfterMissed === null) return;
  const missers = await loadMissers(tx, agentIds);
  for (const { id, name, missed } of missers) {
    if (missed.length < awayAfterMissed) continue;
    await changePresence(tx, {
      agentId: id,
      presence: "away",
      reason: "missed_offers",
      now,
    });
    const detailOf = (named: Missed[]) => ({
      agent: { id, name },
      count: missed.length,
      missed: named.map(
        ({ threadId, leadId, customerId, customerName, externalId }) => ({
          ...(threadId === null ? { leadId } : { threadId }),
          customer: { id: customerId, name: customerName, externalId },
        }),
      ),
    });
    await raiseAlerts(
      tx,
      [
        {
          kind: "missed_offers",
          departmentId,
          detail: detailOf(
            missed.filter((one) => one.departmentId === departmentId),
          ),
        },
        { kind: "missed_offers", agentId: id, detail: detailOf(missed) },
      ],
      now,
    );
  }
}

/**
 * Loads each agent's missed threads since their last act or change of status. The rows are locked in the
 * order of their ids, so two agents who miss at once are counted one after the other.
 */
async function loadMissers(tx: Sql, agentIds: string[]): Promise<Misser[]> {
  const rows = await tx.$queryRaw<
    ({ id: string; name: string } & Missed)[]
  >(Prisma.sql`
    with locked as (select a.id, a.name, greatest(a."presenceSince", a."actedAt") as since
      from agent a where a.id = any(${agentIds}::uuid[]) and (a.presence = 'available' or (a.presence <> 'away'
        and exists (select from queue_member m where m."agentId" = a.id and m."keepsRinging")))
      order by a.id for no key update),
    missed as (select o."agentId", o."threadId", min(o."endedAt") as at from offer o join locked l on l.id = o."agentId"
      where o.result = 'missed' and o.kind = 'ring' and o."viaType" is distinct from 'ring_group'
        and o."createdAt" >= l.since group by 1, 2),
    leads as (select o."agentId", o."leadId", min(o."endedAt") as at from lead_offer o join locked l on l.id = o."agentId"
      where o.result = 'missed' and o."viaType" <> 'ring_group' and o."createdAt" >= l.since group by 1, 2)
    select l.id, l.name, m."threadId", null::uuid as "leadId", t."departmentId", t."customerId",
      c.name as "customerName", i."externalId", m.at
    from locked l join missed m on m."agentId" = l.id join thread t on t.id = m."threadId"
      join customer c on c.id = t."customerId" join identity i on i.id = t."identityId"
    union all
    select l.id, l.name, null, m."leadId", ch."departmentId", coalesce(d."customerId", d.id),
      coalesce(d.contact->>'name', c.name), d."leadgenId", m.at
    from locked l join leads m on m."agentId" = l.id join lead d on d.id = m."leadId"
      left join channel ch on ch.id = d."channelId" left join customer c on c.id = d."customerId"
    order by id, at, "threadId", "leadId"`);
  return [...Map.groupBy(rows, ({ id }) => id).values()].map((missed) => ({
    id: missed[0]!.id,
    name: missed[0]!.name,
    missed,
  }));
}
