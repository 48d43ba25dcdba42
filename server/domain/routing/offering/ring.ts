import type { RingGroup } from "#contract/routing/ring-group.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  inSqlTransaction,
  pipelineUntilCommit,
} from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { loadCandidates } from "#server/domain/assignment/candidates.ts";
import {
  countPassed,
  examine,
  type Need,
} from "#server/domain/routing/decide/eligible.ts";
import { lookAgain } from "./drain.ts";
import { loadPassed, type QueuedThread } from "./drained-queue.ts";
import { openOffers } from "#server/domain/assignment/open-offers.ts";
import {
  examinePreferred,
  ringNeed,
} from "#server/domain/routing/entry/preferred.ts";
import {
  overflowTo,
  placeOf,
} from "#server/domain/routing/entry/enter-destination.ts";
import { traceOf, writeTraces } from "#server/domain/assignment/write-trace.ts";
import { announceMoves } from "#server/domain/messages/change-thread.ts";
import { claim } from "#server/domain/assignment/claim.ts";
import {
  prefer,
  preferredOf,
  saveThreads,
  snapshotVisibility,
  stateColumns,
} from "#server/domain/thread/thread-state.ts";

/** Ring time for a preferred agent where no queue sets one. */
const PREFERRED_SECONDS = 30;
const BATCH = 20;

/**
 * Offers each waiting thread to its preferred agent, or to the members of its ring group once. Each thread
 * has its own transaction.
 * @returns whether there was any thread, so that a queue may have received one.
 */
export async function ringWaiting(context: Context): Promise<boolean> {
  let rang = 0;
  let last: Rang = "one";
  while (rang < BATCH && last === "one") {
    last = await ringOne(context);
    if (last === "one") rang += 1;
  }
  if (last === "held") lookAgain(context);
  return rang > 0;
}

type Ringing = QueuedThread & { offerSeconds: number | null };

/** held: a thread waits, but another transaction has locked it. */
type Rang = "one" | "none" | "held";

export const WAITS_TO_RING = Prisma.sql`t.routing = 'queued' and t.status = 'waiting'
        and (t."preferredId" is not null or t."routedToType" <> 'queue')`;

function ringOne(context: Context): Promise<Rang> {
  return inSqlTransaction(
    context.db,
    async (tx) => {
      const now = context.clock.now();
      const [[state], held] = await Promise.all([
        tx.$queryRaw<Ringing[]>(Prisma.sql`
      select ${stateColumns}, ch.weight, ch."agentLimit" as "channelLimit",
        (select q."offerSeconds" from queue q where t."routedToType" = 'queue' and q.id = t."routedToId") as "offerSeconds"
      from thread t join identity i on i.id = t."identityId" join channel ch on ch.id = t."channelId"
      where ${WAITS_TO_RING}
      order by t."rankAt", t.id limit 1 for update of t skip locked`),
        tx.$queryRaw<unknown[]>(Prisma.sql`
      select from thread t where ${WAITS_TO_RING} limit 1`),
      ]);
      if (!state) return held.length > 0 ? "held" : "none";
      const before = snapshotVisibility(state);
      if (state.preferredId !== null) await askPreferred(tx, state, now);
      else if (state.routedToType === "agent") await assign(tx, state, now);
      else await ringGroup(tx, state, now);
      pipelineUntilCommit(
        saveThreads(tx, [state]),
        announceMoves(tx, [{ state, before }], []),
      );
      return "one";
    },
    { planCache: "generic" },
  );
}

/**
 * Offers the thread to the first preferred agent who can take it now, and keeps the agents after them for the
 * case of no answer. If none of them can, it goes to its destination at once.
 */
async function askPreferred(tx: Sql, state: Ringing, now: Date): Promise<void> {
  const people = preferredOf(state);
  prefer(state, []);
  const place = placeOf(state);
  const passed = (await loadPassed(tx, [state], now)).get(state.id)?.by;
  for (const [index, { agentId, why }] of people.entries()) {
    const examined = await examinePreferred(
      tx,
      { ...state, agentId, why, place, ...(passed ? { passed } : {}) },
      now,
    );
    const isAsked = examined.eligible.length > 0;
    const detail = { why, asked: isAsked, ...traceOf(examined) };
    await writeTraces(
      tx,
      [{ threadId: state.id, step: "preferred", detail }],
      now,
    );
    if (!isAsked) continue;
    prefer(state, people.slice(index + 1));
    const seconds = state.offerSeconds ?? PREFERRED_SECONDS;
    await ring(tx, state, [agentId], seconds, now);
    return;
  }
  if (place?.type === "agent") await assign(tx, state, now);
}

/** Assigns the thread to the one agent it was routed to. */
async function assign(tx: Sql, state: Ringing, now: Date): Promise<void> {
  const agentId = state.routedToId ?? "";
  const [agent] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from agent where id = ${agentId}::uuid and "disabledAt" is null`);
  if (agent) await claim(tx, state, agentId, now, "assigned");
  else await overflowTo(tx, state, "missing", now);
}

type Group = {
  name: string;
  strategy: RingGroup["strategy"];
  ringSeconds: number;
};

/**
 * Rings a ring group for one round only, for all members at once or one after the other. Then the thread goes
 * on.
 */
async function ringGroup(tx: Sql, state: Ringing, now: Date): Promise<void> {
  const id = state.routedToId ?? "";
  const [group] = await tx.$queryRaw<Group[]>(Prisma.sql`
    select name, strategy, "ringSeconds" from ring_group where id = ${id}::uuid`);
  if (!group) return overflowTo(tx, state, "missing", now);
  const candidates = await loadCandidates(tx, { type: "ring_group", id }, now);
  const passed =
    (await loadPassed(tx, [state], now)).get(state.id)?.by ?? new Map();
  const examined = examine(candidates, {
    ...ringNeed(state, now),
    passed,
    as: "rung",
  });
  const isOver = group.strategy === "ring_all" && wasRung(passed, candidates);
  const chosen = isOver ? [] : rungAtOnce(group.strategy, examined.eligible);
  await writeTraces(
    tx,
    [
      {
        threadId: state.id,
        step: chosen.length > 0 ? "rang" : "no_answer",
        detail: {
          ringGroup: { id, name: group.name },
          strategy: group.strategy,
          chosen: chosen.map(({ agentId, name }) => ({ agentId, name })),
          ...traceOf(examined),
        },
      },
    ],
    now,
  );
  if (chosen.length === 0) {
    const reason = countPassed(passed) > 0 ? "no_answer" : "nobody_eligible";
    return overflowTo(tx, state, reason, now);
  }
  const ids = chosen.map(({ agentId }) => agentId);
  await ring(tx, state, ids, group.ringSeconds, now);
}

/** The agents for whom a ring group rings next. Pure. */
export function rungAtOnce<Person>(
  strategy: RingGroup["strategy"],
  eligible: Person[],
): Person[] {
  switch (strategy) {
    case "ring_all":
      return eligible;
    case "hunt":
      return eligible.slice(0, 1);
    case "notify":
      return [];
  }
}

/** Whether members have passed already. A preferred agent who is not a member does not count. Pure. */
export function wasRung(
  passed: Need["passed"],
  candidates: { agentId: string }[],
): boolean {
  return candidates.some(({ agentId }) => {
    const why = passed.get(agentId);
    return why !== undefined && why !== "asked";
  });
}

async function ring(
  tx: Sql,
  state: Ringing,
  agentIds: string[],
  seconds: number,
  now: Date,
): Promise<void> {
  state.routing = "offered";
  const { routedToType: type, routedToId: id } = state;
  const via = type === "ring_group" && id !== null ? { type, id } : null;
  await openOffers(
    tx,
    agentIds.map((agentId) => ({
      threadId: state.id,
      agentId,
      kind: "ring",
      fromId: null,
      note: null,
      via,
      round: state.round,
      handedDown: false,
      weight: state.weight,
      expiresAt: new Date(now.getTime() + seconds * 1000),
    })),
    now,
  );
}
