import type { RingGroup } from "#contract/routing/ring-group.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { loadCandidates } from "#server/domain/assignment/candidates.ts";
import { openLeadOffers } from "#server/domain/assignment/lead-offers.ts";
import type { Context } from "#server/domain/context.ts";
import {
  countPassed,
  examine,
  type Need,
} from "#server/domain/routing/decide/eligible.ts";
import { loadPlaces } from "#server/domain/routing/entry/places.ts";
import { ringNeed } from "#server/domain/routing/entry/preferred.ts";
import { lookAgain } from "#server/domain/routing/offering/drain.ts";
import { nobodyPassed } from "#server/domain/routing/offering/drained-queue.ts";
import { rungAtOnce, wasRung } from "#server/domain/routing/offering/ring.ts";
import {
  lockWaiting,
  nextOf,
  overflowLead,
  saveWaiting,
  type WaitingLead,
} from "./lead-line.ts";
import { loadPassedLeads, noteRing } from "./lead-rounds.ts";

/** The leads of one group that one look can ring for. */
const BATCH = 10;

type Group = {
  id: string;
  strategy: RingGroup["strategy"];
  ringSeconds: number;
  /** Whether a lead that no one answers goes elsewhere. */
  goesOn: boolean;
};

/**
 * Rings once for each lead that waits in a ring group, as ring.ts does for threads, with two differences, because
 * a form is not on the line. A closed group keeps its leads until it opens, and one without an eligible member keeps
 * those that can go nowhere else. And a member is rung for one lead of a ring group at a time.
 * @returns whether any lead changed.
 */
export async function ringLeadGroups(context: Context): Promise<boolean> {
  let changed = false;
  for (const group of await openGroups(context))
    for (let count = 0; count < BATCH; count += 1) {
      const rang = await ringOne(context, group);
      if (rang === "locked") lookAgain(context);
      if (rang !== "rang") break;
      changed = true;
    }
  return changed;
}

/** The open groups with leads in line. */
async function openGroups({ db, clock }: Context): Promise<Group[]> {
  const rows = await db.sql.$queryRaw<Omit<Group, "goesOn">[]>(Prisma.sql`
    select g.id, g.strategy, g."ringSeconds" from ring_group g where exists (
      select from lead_wait w where w."routedToId" = g.id and w."routedToType" = 'ring_group' and w.routing = 'queued')
    order by g.id`);
  if (rows.length === 0) return [];
  const { map } = await loadPlaces(db.sql, clock.now());
  return rows.flatMap((row) => {
    const place = map({ type: "ring_group", id: row.id });
    if (place?.type !== "ring_group" || place.office !== "open") return [];
    return [{ ...row, goesOn: nextOf(place) !== null }];
  });
}

/** rang: the first lead in line rings, or left the group. waiting: no lead can ring now. */
type Rang = "rang" | "waiting" | "locked";

function ringOne(context: Context, group: Group): Promise<Rang> {
  const now = context.clock.now();
  const inLine = Prisma.sql`w."routedToId" = ${group.id}::uuid and w."routedToType" = 'ring_group'
    and w.routing = 'queued'`;
  return inSqlTransaction(context.db, async (tx) => {
    // One group rings in one process at a time, so that no member is rung twice.
    await tx.$executeRaw(
      Prisma.sql`select pg_advisory_xact_lock(hashtextextended('ring group ' || ${group.id}, 0))`,
    );
    const [first] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      select w.id from lead_wait w where ${inLine} order by w."rankAt", w.id limit 1`);
    if (!first) return "waiting";
    const [lead] = await lockWaiting(
      tx,
      Prisma.sql`w.id = ${first.id}::uuid and ${inLine}`,
    );
    return lead ? ringFor(tx, group, lead, now) : "locked";
  });
}

async function ringFor(
  tx: Sql,
  group: Group,
  lead: WaitingLead,
  now: Date,
): Promise<Rang> {
  const via = { type: "ring_group" as const, id: group.id };
  const candidates = await loadCandidates(tx, via, now);
  const { by } =
    (await loadPassedLeads(tx, [lead], now)).get(lead.id) ?? nobodyPassed;
  const passed = withRinging(by, await ringingNow(tx, group.id));
  const { weight, channelLimit } = lead;
  const need = ringNeed({ weight, channelLimit, passed }, now);
  const { eligible, excluded } = examine(candidates, { ...need, as: "rung" });
  const isOver = group.strategy === "ring_all" && wasRung(by, candidates);
  const chosen = isOver ? [] : rungAtOnce(group.strategy, eligible);
  if (chosen.length === 0) {
    const areRung = excluded.some(({ reason }) => reason === "asked");
    const wasAsked = countPassed(by) > 0;
    if (!isOver && (areRung || (!wasAsked && !group.goesOn))) return "waiting";
    const reason = wasAsked ? "no_answer" : "nobody_eligible";
    await overflowLead(tx, lead, reason, now);
    return "rang";
  }
  const expiresAt = new Date(now.getTime() + group.ringSeconds * 1000);
  await noteRing(
    tx,
    lead.id,
    via,
    chosen.map(({ agentId: id, name }) => ({ id, name })),
    now,
  );
  await saveWaiting(tx, [{ ...lead, routing: "offered" }]);
  await openLeadOffers(
    tx,
    chosen.map(({ agentId }) => ({
      leadId: lead.id,
      agentId,
      via,
      round: lead.round,
      weight,
      expiresAt,
    })),
    now,
  );
  return "rang";
}

/** The members for whom a lead of this group rings now. */
async function ringingNow(tx: Sql, groupId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ agentId: string }[]>(Prisma.sql`
    select distinct o."agentId" from lead_wait w join lead_offer o on o."leadId" = w.id and o."endedAt" is null
    where w."routedToId" = ${groupId}::uuid and w.routing = 'offered' and o."viaId" = ${groupId}::uuid`);
  return rows.map(({ agentId }) => agentId);
}

/** Adds the members who have an open offer already, which is no answer yet. Pure. */
function withRinging(
  passed: Need["passed"],
  ringing: string[],
): Need["passed"] {
  return new Map([...ringing.map((id) => [id, "asked"] as const), ...passed]);
}
