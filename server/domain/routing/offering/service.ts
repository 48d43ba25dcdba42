import type { ServiceQuestion } from "#contract/routing/routing-service.ts";
import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { loadCandidates } from "#server/domain/assignment/candidates.ts";
import type { Candidate } from "#server/domain/routing/decide/eligible.ts";
import { selectFor } from "./select-for.ts";
import { LIMIT, loadPassed, loadQueue, nobodyPassed } from "./drained-queue.ts";
import { dueIn, standingOf } from "./due.ts";
import { loadOffices } from "#server/domain/routing/entry/places.ts";
import { QUEUES_WITH_WORK } from "./router.ts";

/** The queues that ask a service for the agent and have threads to offer. */
export async function queuesThatAsk(context: Context): Promise<string[]> {
  const rows = await context.db.sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select q.id from ${QUEUES_WITH_WORK} and q."serviceUrl" is not null order by q.id`);
  return rows.map(({ id }) => id);
}

export type Asking = {
  url: string;
  secret: string;
  questions: ServiceQuestion[];
};

type Waiting = {
  id: string;
  channelId: string;
  customerId: string;
  locale: string | null;
  labels: string[];
  waitingSince: Date | null;
  priority: number;
  round: number;
  seed: number;
  weight: number;
  channelLimit: number | null;
  handedDown: boolean;
  queuedAt: Date | null;
  roundAt: Date | null;
};

/**
 * Builds the questions for the queue's service: each thread that an agent could take, the longest waiting
 * first. It is a snapshot without locks; `drainQueues` decides on the answers under the queue's lock.
 */
export async function questionsOf(
  context: Context,
  queueId: string,
): Promise<Asking> {
  const reader = context.db.sql;
  const now = context.clock.now();
  const [queue, office, [service]] = await Promise.all([
    loadQueue(reader, queueId, now),
    loadOffices(reader, now),
    reader.$queryRaw<{ url: string; sealed: string }[]>(Prisma.sql`
      select "serviceUrl" as url, "serviceSecretSealed" as sealed from queue
      where id = ${queueId}::uuid and "serviceUrl" is not null`),
  ]);
  const asking = { url: service?.url ?? "", secret: "", questions: [] };
  if (!queue || !service || queue.paused) return asking;
  if (office(queue.schedule, queue.departmentId) !== "open") return asking;
  const candidates = await loadCandidates(
    reader,
    { ...queue, type: "queue" },
    now,
  );
  const standing = standingOf(queue, candidates, now);
  const threads = await loadWaiting(context, dueIn(queue, standing, now));
  const passed = await loadPassed(reader, threads, now);
  const { id, name } = queue;
  const questions = threads.flatMap((thread): ServiceQuestion[] => {
    const was = passed.get(thread.id) ?? nobodyPassed;
    const { eligible } = selectFor({ queue, candidates }, thread, was, now);
    if (eligible.length === 0) return [];
    return [
      {
        version: 1,
        at: now.toISOString(),
        queue: { id, name },
        thread: threadShape(thread),
        eligible: eligible.map(candidateShape),
        passed: [...was.by].flatMap(([id, why]) =>
          why === "asked" ? [] : [id],
        ),
      },
    ];
  });
  return { ...asking, secret: context.vault.open(service.sealed), questions };
}

function loadWaiting({ db }: Context, due: Prisma.Sql): Promise<Waiting[]> {
  return db.sql.$queryRaw<Waiting[]>(Prisma.sql`
    select t.id, t."channelId", t."customerId", c.locale, t."waitingSince", t.priority, t.round, t.seed,
      ch.weight, ch."agentLimit" as "channelLimit", t."handedDown", t."queuedAt", t."roundAt",
      array(select l.name from label l where l.id in (
        select "labelId" from thread_label where "threadId" = t.id
        union select "labelId" from customer_label where "customerId" = t."customerId") order by l.name) as labels
    from thread t join channel ch on ch.id = t."channelId" join customer c on c.id = t."customerId"
    where ${due} order by t."rankAt", t.id limit ${LIMIT}`);
}

function threadShape(thread: Waiting): ServiceQuestion["thread"] {
  const { id, channelId, customerId, locale, labels, priority, round } = thread;
  const waitingSince = thread.waitingSince?.toISOString() ?? null;
  return {
    id,
    channelId,
    customerId,
    locale,
    labels,
    waitingSince,
    priority,
    round,
  };
}

function candidateShape(
  candidate: Candidate,
): ServiceQuestion["eligible"][number] {
  const { agentId, name, load, capacity, member, lastAssignedAt } = candidate;
  return {
    id: agentId,
    name,
    load,
    capacity,
    skillGroup: member?.skillGroup ?? 1,
    answered: member?.answered ?? 0,
    lastAssignedAt: lastAssignedAt?.toISOString() ?? null,
  };
}
