import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { drainQueue } from "#server/domain/routing/drain.ts";
import { ringWaiting, WAITS_TO_RING } from "#server/domain/routing/ring.ts";

/**
 * One look at everything that waits to be asked: preferred people and ring
 * groups first, then each queue that has something to give out. Woken by
 * whatever could change the answer (an arrival, somebody available, capacity
 * that came free, the end of a wrap-up, a log-in, a release), and found by a
 * poll, so that nothing depends on being woken. Queues that ask a service go
 * at their own pace: pipeline/route-asking.ts.
 * @returns whether there may be more at once.
 */
export async function routeOnce(context: Context): Promise<boolean> {
  const { rings, queueIds } = await lookAround(context);
  // What was rung in vain may be its queue's to give out now.
  let more = rings && (await ringWaiting(context));
  for (const id of queueIds) {
    more = (await drainQueue(context, id)) || more;
  }
  return more;
}

/** Queues that give out by themselves, and have something to. */
export const QUEUES_WITH_WORK = Prisma.sql`queue q where q.strategy <> 'manual' and exists (
      select 1 from thread t where t."routedToType" = 'queue' and t."routedToId" = q.id
        and t.routing = 'queued' and t.status = 'waiting')`;

type Work = { rings: boolean; queueIds: string[] };

async function lookAround({ db }: Context): Promise<Work> {
  const [work] = await db.sql.$queryRaw<Work[]>(Prisma.sql`
    select exists (select from thread t where ${WAITS_TO_RING}) as rings,
      array(select q.id from ${QUEUES_WITH_WORK} and q."serviceUrl" is null order by q.id) as "queueIds"`);
  return work ?? { rings: false, queueIds: [] };
}
