import { PASSED_ENDS } from "#contract/routing/offer-end.ts";
import { Prisma } from "#server/db/client.ts";
import type { LoadedCandidate } from "#server/domain/routing/decide/in-line.ts";
import { asksBySkill } from "#server/domain/routing/decide/choose.ts";
import { examine, type Need } from "#server/domain/routing/decide/eligible.ts";
import { waitToOpenMs } from "#server/domain/routing/decide/widen.ts";
import type { DrainedQueue } from "./drained-queue.ts";

/** Who of a queue could take a thread that asks nothing special. */
export type Standing = {
  eligibleIds: string[];
  /** Threads that have waited so long may be given out; null: none may, nobody is free. */
  openAfterMs: number | null;
};

/** Pure. */
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

/** What a thread asks that nobody has passed on, of a channel without limits. */
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

/**
 * What a queue may give out: what is not in the pause after a round, unless
 * somebody is free who was not asked in it, and what has waited long enough for
 * the group that is free. Of the rest only what was not told yet that it waits.
 */
export function dueIn(
  { id, strategy }: Pick<DrainedQueue, "id" | "strategy">,
  { eligibleIds, openAfterMs }: Standing,
  now: Date,
): Prisma.Sql {
  // Of a round of the first three nobody else is asked.
  const asksMore = strategy !== "first_three" && eligibleIds.length > 0;
  const asked = Prisma.sql`exists (select from unnest(${eligibleIds}::uuid[]) e(id) where not exists (
      select from offer o where o."threadId" = t.id and o.round in (t.round - 1, t.round) and o."agentId" = e.id
        and o.kind = 'ring' and o.result in (${Prisma.join([...PASSED_ENDS])})))`;
  const rests = Prisma.sql`t."roundAt" is null or t."roundAt" <= ${now}::timestamptz`;
  return Prisma.sql`t."routedToId" = ${id}::uuid and t.routing = 'queued' and t."routedToType" = 'queue'
      and t.status = 'waiting' and t."preferredId" is null
      and (${asksMore ? Prisma.sql`${rests} or ${asked}` : rests})
      and ${opens(openAfterMs, now)}`;
}

function opens(openAfterMs: number | null, now: Date): Prisma.Sql {
  if (openAfterMs === 0) return Prisma.sql`true`;
  // What was held for a group whose turn was to come is looked at once more: nobody of it is left.
  if (openAfterMs === null)
    return Prisma.sql`(t."heldFor" is null or t."heldFor" like '%"later_group"%')`;
  const since = new Date(now.getTime() - openAfterMs);
  // Where somebody has passed their group may be through, and the next one's turn is sooner.
  return Prisma.sql`(t."heldFor" is null or t."queuedAt" <= ${since}::timestamptz or exists (
      select from offer o where o."threadId" = t.id and o.round in (t.round - 1, t.round)
        and o.kind = 'ring' and o.result in (${Prisma.join([...PASSED_ENDS])})))`;
}
