import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { drainQueues } from "./drain.ts";
import { groupQueues } from "./queue-groups.ts";
import { ringWaiting, WAITS_TO_RING } from "./ring.ts";

/**
 * One look at everything that waits to be asked: preferred people and ring
 * groups first, then the queues that have something to give out, each group
 * of those that share people as one line. Woken by
 * whatever could change the answer (an arrival, somebody available, capacity
 * that came free, the end of a wrap-up, a log-in, a release), and found by a
 * poll, so that nothing depends on being woken. Queues that ask a service
 * stand in the same line, but are asked at their own pace:
 * pipeline/route-asking.ts.
 * @returns whether there may be more at once.
 */
export async function routeOnce(context: Context): Promise<boolean> {
  const { rings, queueIds } = await lookAround(context);
  // What was rung in vain may be its queue's to give out now.
  let more = rings && (await ringWaiting(context));
  for (const group of await groupQueues(context.db.sql, queueIds)) {
    more = (await drainQueues(context, group)) || more;
  }
  return more;
}

/** The queues that stand in one line with this one now, itself among them. */
export async function lineOf(
  context: Context,
  queueId: string,
): Promise<string[]> {
  const { queueIds } = await lookAround(context);
  const groups = await groupQueues(context.db.sql, queueIds);
  return groups.find((group) => group.includes(queueId)) ?? [queueId];
}

/** Queues that give out by themselves, and have something to. */
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
