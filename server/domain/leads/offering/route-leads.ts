import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { viewersOf } from "#server/domain/access/visible-lead.ts";
import {
  openLeadOffers,
  type NewLeadOffer,
} from "#server/domain/assignment/lead-offers.ts";
import { traceOf } from "#server/domain/assignment/write-trace.ts";
import type { Context } from "#server/domain/context.ts";
import { noticeOwner } from "#server/domain/leads/assignment/assign-lead.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";
import {
  chosenOf,
  decideInLine,
  type Lane,
} from "#server/domain/routing/decide/in-line.ts";
import { nextRoundAt } from "#server/domain/routing/decide/next-round.ts";
import type { Selection } from "#server/domain/routing/decide/select.ts";
import {
  byPlace,
  lookAgain,
  MAX_PAGES,
  openLanes,
  type Lanes,
} from "#server/domain/routing/offering/drain.ts";
import {
  BATCH,
  firstInLine,
  isPaused,
  nobodyPassed,
  type DrainedQueue,
  type Passed,
  type PlaceInLine,
} from "#server/domain/routing/offering/drained-queue.ts";
import {
  dueIn,
  standingOf,
  type Waiting,
} from "#server/domain/routing/offering/due.ts";
import { groupQueues } from "#server/domain/routing/offering/queue-groups.ts";
import { selectFor } from "#server/domain/routing/offering/select-for.ts";
import { loadPassedLeads, noteRing } from "./lead-rounds.ts";
import {
  announceLead,
  leaveLine,
  lockWaiting,
  overflowLead,
  ownLead,
  saveWaiting,
  type WaitingLead,
} from "./lead-line.ts";
import { ringLeadGroups } from "./ring-lead-groups.ts";

const LEADS: Waiting = {
  inLine: Prisma.sql`t.routing = 'queued' and t."routedToType" = 'queue'`,
  offers: Prisma.sql`lead_offer o where o."leadId" = t.id`,
};

const QUEUES_WITH_LEADS = Prisma.sql`queue q where q.strategy <> 'manual' and exists (
      select from lead_wait w where w."routedToId" = q.id and w."routedToType" = 'queue' and w.routing = 'queued')`;

const GROUPS_WITH_LEADS = Prisma.sql`lead_wait w where w."routedToType" = 'ring_group' and w.routing = 'queued'`;

/** SQL: whether a lead waits for an offer. */
export const LEADS_TO_RING = Prisma.sql`(exists (select from ${QUEUES_WITH_LEADS})
    or exists (select from ${GROUPS_WITH_LEADS}))`;

/**
 * Looks once at all leads that wait for an offer, as `routeOnce` does at threads and after it: a person who writes
 * waits at their screen, one who filled in a form does not. The rules, the agents with their load, and the locks are
 * those of threads, so that both together exceed no limit.
 * @returns whether more leads may be ready at once.
 */
export async function routeLeadsOnce(context: Context): Promise<boolean> {
  const [work] = await context.db.sql.$queryRaw<
    { groups: boolean; queueIds: string[] }[]
  >(Prisma.sql`
    select exists (select from ${GROUPS_WITH_LEADS}) as groups,
      array(select q.id from ${QUEUES_WITH_LEADS} order by q.id) as "queueIds"`);
  if (!work) return false;
  let more = work.groups && (await ringLeadGroups(context));
  for (const group of await groupQueues(context.db.sql, work.queueIds))
    more = (await drainLeads(context, group)) || more;
  return more;
}

/** Offers the leads that wait in these queues, in one line: see drain.ts, whose locks it takes. */
async function drainLeads(
  context: Context,
  queueIds: string[],
): Promise<boolean> {
  const now = context.clock.now();
  const { moved, passedOver } = await inSqlTransaction(
    context.db,
    (tx) => drain(tx, queueIds, now),
    { planCache: "generic" },
  );
  if (passedOver) lookAgain(context);
  return moved >= BATCH;
}

async function drain(
  tx: Sql,
  queueIds: string[],
  now: Date,
): Promise<{ moved: number; passedOver: boolean }> {
  const lanes = await openLanes(tx, queueIds, now);
  let [moved, passedOver] = [0, false];
  let after: PlaceInLine | null = null;
  for (let page = 0; page < MAX_PAGES && moved < BATCH; page += 1) {
    const places = await nextInLine(tx, lanes, after, now);
    if (places.length === 0) break;
    const leads = await lockWaiting(
      tx,
      Prisma.sql`w.id = any(${places.map(({ id }) => id)}::uuid[]) and w.routing = 'queued'
        and w."routedToType" = 'queue'`,
    );
    passedOver ||= leads.length < places.length;
    moved += await giveOut(tx, lanes, leads, now);
    if (places.length < BATCH) break;
    after = places.at(-1) ?? null;
  }
  return { moved, passedOver };
}

async function nextInLine(
  tx: Sql,
  lanes: Lanes,
  after: PlaceInLine | null,
  now: Date,
): Promise<PlaceInLine[]> {
  const heads = await Promise.all(
    [...lanes.values()].map(({ queue, candidates }) => {
      const standing = standingOf(queue, candidates, now);
      const due = dueIn(queue, standing, now, LEADS);
      return firstInLine(tx, due, after, Prisma.sql`lead_wait`);
    }),
  );
  return heads.flat().sort(byPlace).slice(0, BATCH);
}

/** @returns how many leads changed. */
async function giveOut(
  tx: Sql,
  lanes: Lanes,
  locked: WaitingLead[],
  now: Date,
): Promise<number> {
  // A reply to the person can have made an agent the owner meanwhile.
  const owned = locked.filter(({ ownerId }) => ownerId !== null);
  for (const { id, ownerId } of owned)
    await leaveLine(tx, id, now, { winnerId: ownerId, reason: "taken" });
  const leads = locked.filter(({ ownerId }) => ownerId === null);
  const passedBy = await loadPassedLeads(tx, leads, now);
  const passedBefore = ({ id }: WaitingLead) =>
    passedBy.get(id) ?? nobodyPassed;
  const decisions = decideInLine(
    lanes,
    leads,
    (lane, lead) => ({
      selection: selectFor(lane, lead, passedBefore(lead), now),
    }),
    now,
  );
  const changed: WaitingLead[] = [];
  const offers: NewLeadOffer[] = [];
  let moved = owned.length;
  for (const { thread: lead, lane, decided } of decisions) {
    const { selection } = decided;
    const acting = { lead, lane, selection, passed: passedBefore(lead), now };
    const outcome = await act(tx, acting);
    if (outcome === "unchanged") continue;
    moved += 1;
    if (outcome === "left") continue;
    changed.push(lead);
    offers.push(...outcome);
  }
  await saveWaiting(tx, changed);
  await openLeadOffers(tx, offers, now);
  return moved;
}

type Acting = {
  lead: WaitingLead;
  lane: Lane<DrainedQueue>;
  selection: Selection;
  passed: Passed;
  now: Date;
};

/** Carries out the selection, and returns the offers to open. left: the lead is not in this line any more. */
async function act(
  tx: Sql,
  { lead, lane: { queue, candidates }, selection, passed, now }: Acting,
): Promise<NewLeadOffer[] | "unchanged" | "left"> {
  switch (selection.kind) {
    case "hold": {
      if (selection.reason === "round_over") {
        if (isPaused(lead.roundAt, now)) return "unchanged";
        const { offerSeconds } = queue;
        const { declinedAt } = passed;
        lead.round += 1;
        lead.seed = Math.floor(Math.random() * 1_000_000);
        lead.roundAt = nextRoundAt({ declinedAt, offerSeconds, now });
        lead.heldFor = null;
        return [];
      }
      const why = JSON.stringify(traceOf(selection).excludedCounts);
      if (lead.heldFor === why) return "unchanged";
      lead.heldFor = why;
      return [];
    }
    case "overflow":
      await overflowLead(tx, lead, selection.reason, now);
      return "left";
    case "offer": {
      const chosen = chosenOf(queue, selection.agentIds);
      const agents = candidates
        .filter(({ agentId }) => chosen.includes(agentId))
        .map(({ agentId: id, name }) => ({ id, name }));
      const via = { type: "queue" as const, id: queue.id };
      const [first] = agents;
      if (queue.autoAccept && first) {
        await assignAtOnce(tx, lead, via, first, now);
        return "left";
      }
      lead.routing = "offered";
      lead.heldFor = null;
      await noteRing(tx, lead.id, via, agents, now);
      const expiresAt = new Date(now.getTime() + queue.offerSeconds * 1000);
      return agents.map(({ id: agentId }) => ({
        leadId: lead.id,
        agentId,
        via,
        round: lead.round,
        weight: lead.weight,
        expiresAt,
      }));
    }
  }
}

/** The queue accepts for its agents: the lead is the agent's without a ring. */
async function assignAtOnce(
  tx: Sql,
  { id: leadId }: WaitingLead,
  by: { type: "queue"; id: string },
  to: { id: string },
  now: Date,
): Promise<void> {
  const before = await viewersOf(tx, leadId);
  await ownLead(tx, leadId, to.id, now);
  await tx.$executeRaw(Prisma.sql`
    update queue set "pointerAgentId" = ${to.id}::uuid where id = ${by.id}::uuid`);
  await addAttempt(
    tx,
    {
      leadId,
      outcome: "assigned",
      payload: { to: { type: "agent", id: to.id }, by },
    },
    now,
  );
  await noticeOwner(tx, leadId, now);
  await announceLead(tx, leadId, before);
}
