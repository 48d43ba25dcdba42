import { PASSED_ENDS } from "#contract/routing/offer-end.ts";
import { Prisma } from "#server/db/client.ts";
import type { LoadedCandidate } from "#server/domain/routing/decide/in-line.ts";
import { asksBySkill } from "#server/domain/routing/decide/choose.ts";
import { examine, type Need } from "#server/domain/routing/decide/eligible.ts";
import { waitToOpenMs } from "#server/domain/routing/decide/widen.ts";
import type { DrainedQueue } from "./drained-queue.ts";

/** The agents of a queue who can take a thread without special needs. */
export type Standing = {
  eligibleIds: string[];
  /** Threads that have waited at least so long may be offered; null: none may, since no agent is free. */
  openAfterMs: number | null;
};

/** Finds the free agents of a queue and the wait from which they may be asked. Pure. */
export function standingOf(
  queue: DrainedQueue,
  candidates: LoadedCandidate[],
  now: Date,
): Standing {
  const examined = examine(candidates, freshNeed(queue, now));
  const seconds = asksBySkill(queue.strategy) ? queue.widenSeconds : null;
  return {
    eligibleIds: examined.eligible.map(({ agentId }) => agentId),
    openAfterMs: waitToOpenMs(candidates, examined, seconds),
  };
}

/** The needs of a thread on which no one passed, from a channel without limits. */
export function freshNeed({ agentLimit }: DrainedQueue, now: Date): Need {
  return {
    now,
    weight: 1,
    queueLimit: agentLimit,
    channelLimit: null,
    passed: new Map(),
    handedDown: false,
    as: "member",
  };
}

/** What waits in queues, as SQL over its rows `t`. */
export type Waiting = {
  /** Whether it is in the line of its queue. */
  inLine: Prisma.Sql;
  /** Its offers `o`, as `from … where …`. */
  offers: Prisma.Sql;
};

const THREADS: Waiting = {
  inLine: Prisma.sql`t.routing = 'queued' and t."routedToType" = 'queue'
      and t.status = 'waiting' and t."preferredId" is null`,
  offers: Prisma.sql`offer o where o."threadId" = t.id and o.kind = 'ring'`,
};

/**
 * SQL condition for the threads that a queue may offer. A thread must not be in the pause after a round,
 * unless an agent is free who was not asked in it, and it must have waited long enough for the group that is
 * free. Other threads match only until they are marked as waiting.
 */
export function dueIn(
  { id, strategy }: Pick<DrainedQueue, "id" | "strategy">,
  { eligibleIds, openAfterMs }: Standing,
  now: Date,
  { inLine, offers }: Waiting = THREADS,
): Prisma.Sql {
  // In a `first_three` round no further agent is asked.
  const asksMore = strategy !== "first_three" && eligibleIds.length > 0;
  const asked = Prisma.sql`exists (select from unnest(${eligibleIds}::uuid[]) e(id) where not exists (
      select from ${offers} and o.round in (t.round - 1, t.round) and o."agentId" = e.id
        and o.result in (${Prisma.join([...PASSED_ENDS])})))`;
  const rests = Prisma.sql`t."roundAt" is null or t."roundAt" <= ${now}::timestamptz`;
  return Prisma.sql`t."routedToId" = ${id}::uuid and ${inLine}
      and (${asksMore ? Prisma.sql`${rests} or ${asked}` : rests})
      and ${opens(openAfterMs, now, offers)}`;
}

function opens(
  openAfterMs: number | null,
  now: Date,
  offers: Prisma.Sql,
): Prisma.Sql {
  if (openAfterMs === 0) return Prisma.sql`true`;
  // A thread held for a later group matches once more, since no agent of that group is left.
  if (openAfterMs === null)
    return Prisma.sql`(t."heldFor" is null or t."heldFor" like '%"later_group"%')`;
  const since = new Date(now.getTime() - openAfterMs);
  // Once an agent has passed, their group may be through, and the next group's turn comes sooner.
  return Prisma.sql`(t."heldFor" is null or t."queuedAt" <= ${since}::timestamptz or exists (
      select from ${offers} and o.round in (t.round - 1, t.round)
        and o.result in (${Prisma.join([...PASSED_ENDS])})))`;
}
