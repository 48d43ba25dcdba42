import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { drainQueues } from "./drain.ts";
import { groupQueues } from "./queue-groups.ts";
import { ringWaiting, WAITS_TO_RING } from "./ring.ts";

/**
 * Looks once at all threads that wait for an offer: first preferred agents and ring groups, then the queues
 * with threads to offer, where queues that share agents form one line. It is woken by every change that can
 * matter (an arrival, an available agent, free capacity, the end of a wrap-up, a log-in, a release), and a
 * poll runs it as well, so that a lost wake does no harm. Queues with a service stand in the same line but
 * are asked at their own pace: pipeline/jobs/route-asking.ts.
 * @returns whether more threads may be ready at once.
 */
export async function routeOnce(context: Context): Promise<boolean> {
  const { rings, queueIds } = await lookAround(context);
  // A thread whose ring went unanswered may now be in its queue.
  let more = rings && (await ringWaiting(context));
  for (const group of await groupQueues(context.db.sql, queueIds)) {
    more = (await drainQueues(context, group)) || more;
  }
  return more;
}

/** The queues in one line with this queue at the moment, itself included. */
export async function lineOf(
  context: Context,
  queueId: string,
): Promise<string[]> {
  const { queueIds } = await lookAround(context);
  const groups = await groupQueues(context.db.sql, queueIds);
  return groups.find((group) => group.includes(queueId)) ?? [queueId];
}

/** SQL for the queues that offer threads automatically and have some to offer. */
export const QUEUES_WITH_WORK = Prisma.sql`queue q where q.strategy <> 'manual' and exists (
      select 1 from thread t where t."routedToType" = 'queue' and t."routedToId" = q.id
        and t.routing = 'queued' and t.status = 'waiting')`;

type Work = { rings: boolean; queueIds: string[] };

async function lookAround({ db }: Context): Promise<Work> {
  const [work] = await db.sql.$queryRaw<Work[]>(Prisma.sql`
    select exists (select from thread t where ${WAITS_TO_RING}) as rings,
      array(select q.id from ${QUEUES_WITH_WORK} order by q.id) as "queueIds"`);
  return work ?? { rings: false, queueIds: [] };
}
