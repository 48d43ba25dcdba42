import type { LeadAd } from "#contract/leads/lead-ad.ts";
import { Prisma } from "#server/db/client.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { supervisedBy } from "#server/domain/access/scope.ts";
import { leadVisibleTo } from "#server/domain/access/visible-lead.ts";
import type { Context } from "#server/domain/context.ts";

const MAX_ADS = 100;

/**
 * Counts the conversations and leads of each ad in a time, those with the most
 * conversations first. For supervisors, of what they supervise; without tests.
 * @throws AppError forbidden
 */
export async function countByAd(
  context: Context,
  actor: Actor,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<LeadAd[]> {
  requireAction(actor, "leads.manage");
  const within = (at: Prisma.Sql) => Prisma.sql`
    (${from ?? null}::timestamptz is null or ${at} >= ${from ?? null}::timestamptz)
    and (${to ?? null}::timestamptz is null or ${at} < ${to ?? null}::timestamptz)`;
  return context.db.sql.$queryRaw<LeadAd[]>(Prisma.sql`
    with touched as (
      select x."adId", max(x."adTitle") as name, count(distinct x."threadId")::int as conversations
      from thread_touch x join thread t on t.id = x."threadId" join channel ch on ch.id = t."channelId"
      where x."adId" is not null and not t.test and ${within(Prisma.sql`x.at`)}
        and ${supervisedBy(actor, Prisma.sql`ch."departmentId"`)} group by x."adId"),
    led as (
      select l."adId", max(l."adName") as name, count(*)::int as leads,
        (count(*) filter (where s.stage = 'won'))::int as won
      from lead l left join channel ch on ch.id = l."channelId" left join lead_status s on s.id = l."statusId"
      where l."adId" is not null and not l.test and ${within(Prisma.sql`l."createdTime"`)} and ${leadVisibleTo(actor)}
      group by l."adId")
    select coalesce(touched."adId", led."adId") as id, coalesce(led.name, touched.name) as name,
      coalesce(conversations, 0) as conversations, coalesce(leads, 0) as leads, coalesce(won, 0) as won
    from touched full join led on led."adId" = touched."adId"
    order by conversations desc, leads desc, id limit ${MAX_ADS}::int`);
}
