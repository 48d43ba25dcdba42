import {
  deadEndsOf,
  type DeadEnd,
  type Ends,
} from "#contract/routing/dead-ends.ts";
import { routeRulesSchema } from "#contract/routing/route-rules.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { recordLooks } from "./health.ts";
import { sourceOf, type StoredProblem } from "./problems.ts";
import type { Context } from "#server/domain/context.ts";
import { toDestination } from "#server/domain/destinations/destination.ts";
import { TEAM_ROLES } from "#contract/people/roles.ts";

/**
 * Looks whether every page leads to somebody: whatever made a way end nowhere
 * (a person who is disabled, a queue without members), it is a problem of the
 * page until the way leads on again. Safe to repeat; writes only what changed.
 */
export async function watchDeadEnds(context: Context): Promise<void> {
  const ends = await loadEnds(context);
  const channels = await context.db.prisma.channel.findMany({
    where: { deletedAt: null },
    orderBy: { id: "asc" },
    select: {
      id: true,
      problems: true,
      openType: true,
      openId: true,
      closedType: true,
      closedId: true,
      breakType: true,
      breakId: true,
      holidayType: true,
      holidayId: true,
      rules: true,
    },
  });
  const now = context.clock.now();
  for (const { id, problems, ...row } of channels) {
    const found = deadEndsOf(
      {
        open: toDestination({ type: row.openType, id: row.openId }),
        closed: toDestination({ type: row.closedType, id: row.closedId }),
        break: toDestination({ type: row.breakType, id: row.breakId }),
        holiday: toDestination({ type: row.holidayType, id: row.holidayId }),
        rules: routeRulesSchema.safeParse(row.rules).data ?? [],
      },
      ends,
    );
    const detail = found.length > 0 ? found.map(inWords).join("; ") : null;
    const known = (problems as StoredProblem[]).find(
      (problem) => sourceOf(problem) === "route",
    );
    if ((known?.detail ?? null) === detail) continue;
    const look = {
      source: "route" as const,
      found: detail === null ? [] : [{ code: "route_dead" as const, detail }],
    };
    await inPrismaTransaction(context.db, (tx) =>
      recordLooks(tx, id, [look], now),
    );
  }
}

/** For the log and the curious. Pure. */
function inWords({ reason, place }: DeadEnd): string {
  return place === null ? reason : `${place}: ${reason}`;
}

async function loadEnds({ db: { prisma } }: Context): Promise<Ends> {
  const [agents, queues, groups] = await Promise.all([
    prisma.agent.findMany({
      where: { disabledAt: null, role: { in: [...TEAM_ROLES] } },
      select: { id: true },
    }),
    prisma.queue.findMany({
      select: {
        id: true,
        name: true,
        pausedAt: true,
        pausedUntil: true,
        overflowType: true,
        overflowId: true,
        members: { select: { agentId: true } },
      },
    }),
    prisma.ringGroup.findMany({
      select: {
        id: true,
        name: true,
        noAnswerType: true,
        noAnswerId: true,
        closedType: true,
        closedId: true,
        breakType: true,
        breakId: true,
        holidayType: true,
        holidayId: true,
        members: { select: { agentId: true } },
      },
    }),
  ]);
  const idsOf = (members: { agentId: string }[]) =>
    members.map(({ agentId }) => agentId);
  return {
    agentIds: new Set(agents.map(({ id }) => id)),
    queues: new Map(
      queues.map(({ id, name, members, ...queue }) => [
        id,
        {
          name,
          memberIds: idsOf(members),
          pausedForGood: queue.pausedAt !== null && queue.pausedUntil === null,
          overflow: toDestination({
            type: queue.overflowType,
            id: queue.overflowId,
          }),
        },
      ]),
    ),
    ringGroups: new Map(
      groups.map(({ id, name, members, ...group }) => [
        id,
        {
          name,
          memberIds: idsOf(members),
          noAnswer: toDestination({
            type: group.noAnswerType,
            id: group.noAnswerId,
          }),
          closed: toDestination({ type: group.closedType, id: group.closedId }),
          break: toDestination({ type: group.breakType, id: group.breakId }),
          holiday: toDestination({
            type: group.holidayType,
            id: group.holidayId,
          }),
        },
      ]),
    ),
  };
}
