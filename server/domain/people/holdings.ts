import type { Holdings } from "#contract/supervision/holdings.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * The work that would be left behind if the agent were disabled.
 * @throws AppError forbidden, not_found
 */
export async function getHoldings(
  { db }: Context,
  actor: Actor,
  agentId: string,
): Promise<Holdings> {
  requireAction(actor, "people.manage");
  return readHoldings(db.sql, agentId);
}

async function readHoldings(
  sql: Pick<Sql, "$queryRaw">,
  agentId: string,
): Promise<Holdings> {
  const me = Prisma.sql`${agentId}::uuid`;
  const leadsHere = (type: string, id: string) =>
    Prisma.sql`(${Prisma.raw(`"${type}"`)} = 'agent' and ${Prisma.raw(`"${id}"`)} = ${me})`;
  const [row] = await sql.$queryRaw<Holdings[]>(Prisma.sql`
    select
      (select count(*)::int from thread t where t."ownerId" = a.id and t.status = 'open') as open,
      (select count(*)::int from thread t where t."ownerId" = a.id and t.status = 'snoozed') as snoozed,
      (select count(*)::int from offer o where o."agentId" = a.id and o."endedAt" is null)
        + (select count(*)::int from lead_offer o where o."agentId" = a.id and o."endedAt" is null) as offers,
      (select count(*)::int from lead l where l."ownerId" = a.id) as leads,
      (select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name) order by c.name), '[]') from channel c
        where c."deletedAt" is null and (${leadsHere("openType", "openId")} or ${leadsHere("closedType", "closedId")}
          or ${leadsHere("breakType", "breakId")} or ${leadsHere("holidayType", "holidayId")}
          or c.rules @> jsonb_build_array(jsonb_build_object('to', jsonb_build_object('type', 'agent', 'id', a.id::text)))
          or exists (select 1 from lead_page p where p."channelId" = c.id and ${leadsHere("assignType", "assignId")})
          or exists (select 1 from lead_form f where f."channelId" = c.id and ${leadsHere("assignType", "assignId")})))
        as "routedChannels",
      (select coalesce(json_agg(json_build_object('id', q.id, 'name', q.name) order by q.name), '[]') from queue q
        where ${leadsHere("overflowType", "overflowId")}
          or exists (select 1 from queue_member m where m."queueId" = q.id and m."agentId" = a.id)) as queues,
      (select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name) order by g.name), '[]') from ring_group g
        where ${leadsHere("noAnswerType", "noAnswerId")} or ${leadsHere("closedType", "closedId")}
          or ${leadsHere("breakType", "breakId")} or ${leadsHere("holidayType", "holidayId")}
          or exists (select 1 from ring_group_member m where m."ringGroupId" = g.id and m."agentId" = a.id)) as "ringGroups"
    from agent a where a.id = ${me}`);
  if (!row) throw new AppError("not_found", { agentId });
  return row;
}
