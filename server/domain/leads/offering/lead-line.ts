import type { Destination } from "#contract/routing/destination.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { viewersOf } from "#server/domain/access/visible-lead.ts";
import { advancePointer } from "#server/domain/assignment/claim.ts";
import {
  endLeadOffers,
  type EndedLeadOffer,
} from "#server/domain/assignment/lead-offers.ts";
import type { EndForAll } from "#server/domain/assignment/open-offers.ts";
import { MAX_HANDOVERS } from "#server/domain/destinations/overflow-chain.ts";
import {
  noticeMembers,
  noticeOwner,
} from "#server/domain/leads/assignment/assign-lead.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { clearTimers, setTimer } from "#server/domain/outbox/timers.ts";
import {
  enter,
  type Entry,
  type Place,
} from "#server/domain/routing/decide/enter.ts";
import { loadPlaces } from "#server/domain/routing/entry/places.ts";
import { rankOf } from "#server/domain/thread/thread-state.ts";
import { newId } from "#server/runtime/crypto.ts";

/**
 * A lead in the line of a queue or ring group; the row `lead_wait`, with what routing needs of its lead and channel.
 * queued: it rings for no one, and the router looks for an agent. offered: it rings. It leaves the line when an agent
 * has it, when it is won or lost, when a person assigns it anew, and when a ring group's round ends with nowhere to
 * go: then it stays with the group, for the first who takes it. Whoever changes it holds the lead's row lock.
 */
export type WaitingLead = {
  id: string;
  routedToType: "queue" | "ring_group";
  routedToId: string;
  routing: "queued" | "offered";
  priority: number;
  queuedAt: Date;
  rankAt: Date;
  round: number;
  roundAt: Date | null;
  seed: number;
  handovers: number;
  /** Why no one could be asked, as last seen. */
  heldFor: string | null;
  channelId: string | null;
  weight: number;
  channelLimit: number | null;
  handedDown: boolean;
  ownerId: string | null;
};

const COLUMNS = Prisma.sql`w.id, w."routedToType", w."routedToId", w.routing, w.priority, w."queuedAt", w."rankAt",
  w.round, w."roundAt", w.seed, w.handovers, w."heldFor", l."channelId", coalesce(ch.weight, 1) as weight,
  ch."agentLimit" as "channelLimit", false as "handedDown", l."ownerId"`;

/** Locks leads that wait, in the order of the line. `skip locked` passes over those that others have locked. */
export function lockWaiting(
  tx: Sql,
  which: Prisma.Sql,
  wait: Prisma.Sql = Prisma.sql`skip locked`,
): Promise<WaitingLead[]> {
  return tx.$queryRaw<WaitingLead[]>(Prisma.sql`
    select ${COLUMNS} from lead_wait w join lead l on l.id = w.id left join channel ch on ch.id = l."channelId"
    where ${which} order by w."rankAt", w.id for update of l, w ${wait}`);
}

/** Writes what a round changes of leads in line. */
export async function saveWaiting(
  tx: Sql,
  leads: readonly WaitingLead[],
): Promise<void> {
  if (leads.length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    update lead_wait w set routing = x.routing, round = x.round, "roundAt" = x."roundAt", seed = x.seed,
      "heldFor" = x."heldFor"
    from jsonb_to_recordset(${JSON.stringify(leads)}::jsonb) as x(id uuid, routing text, round int,
      "roundAt" timestamptz, seed int, "heldFor" text) where w.id = x.id`);
}

/**
 * Begins a lead's assignment. Its owner is told, except `byId`, the agent who assigned it and knows. In a queue or
 * ring group it stands in line and rings; where nothing rings, the members get the alert that it waits. Test leads
 * do neither, and a lead that is in line keeps its place. The caller holds the lead's lock.
 */
export async function startAssignment(
  tx: Sql,
  leadId: string,
  now: Date,
  {
    byId = null,
    act = "assign",
  }: { byId?: string | null; act?: "assign" | "transfer" | "return" } = {},
): Promise<void> {
  await noticeOwner(tx, leadId, now, byId);
  const [lead] = await tx.$queryRaw<(Destination & { since: Date })[]>(
    Prisma.sql`
    select "assignedType" as type, "assignedId" as id,
      case when "firstTouchAt" is null then least("createdTime", ${now}::timestamptz) else ${now}::timestamptz end as since
    from lead where id = ${leadId}::uuid and "ownerId" is null and not test and "assignedType" in ('queue', 'ring_group')
      and not exists (select from lead_wait w where w.id = lead.id)`,
  );
  if (!lead) return;
  const { since, ...from } = lead;
  const { map } = await loadPlaces(tx, now);
  const entry = enter(from, map);
  const handovers = Math.max(0, entry.hops.length - 1);
  await enterPlace(tx, entry, {
    leadId,
    from,
    since,
    handovers,
    extra: act === "transfer" ? 1 : 0,
    byId,
    now,
    reason: entry.hops[0]?.reason ?? "",
  });
  if (act === "return" && byId !== null) await passedBy(tx, leadId, byId, now);
}

/** An agent who has just returned a lead is not asked for it again in this round, as if they had passed. */
async function passedBy(
  tx: Sql,
  leadId: string,
  agentId: string,
  now: Date,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    insert into lead_offer (id, "leadId", "agentId", "viaType", "viaId", round, weight, "createdAt", "expiresAt",
      "endedAt", result)
    select ${newId()}::uuid, w.id, ${agentId}::uuid, w."routedToType", w."routedToId", w.round, 0, ${now}::timestamptz,
      ${now}::timestamptz, ${now}::timestamptz, 'returned' from lead_wait w where w.id = ${leadId}::uuid`);
}

/**
 * Sends a lead to the overflow of its queue or ring group. Without one, a queue keeps it, and from a ring group it
 * leaves the line. `reason`: max_wait, no_answer, nobody_eligible, …
 */
export async function overflowLead(
  tx: Sql,
  lead: WaitingLead,
  reason: string,
  now: Date,
): Promise<void> {
  const { map } = await loadPlaces(tx, now);
  const from = { type: lead.routedToType, id: lead.routedToId };
  const next = nextOf(map(from));
  const left = MAX_HANDOVERS - lead.handovers - 1;
  if (next === null || left < 0) {
    if (from.type === "ring_group") await endRinging(tx, lead.id, now);
    return;
  }
  await endLeadOffers(tx, lead.id, now, { winnerId: null, reason: "moved" });
  const entry = enter(next, map, left);
  await enterPlace(tx, entry, {
    leadId: lead.id,
    from,
    since: sinceOf(lead),
    handovers: lead.handovers + entry.hops.length,
    extra: 0,
    byId: null,
    now,
    reason,
  });
}

/** The destination after a place; null: it has none. Pure. */
export function nextOf(place: Place | null): Destination | null {
  switch (place?.type) {
    case "queue":
      return place.overflow;
    case "ring_group":
      return place.noAnswer;
    default:
      return null;
  }
}

/** Takes a lead out of its line and ends its offers. Safe for one that is in none. */
export async function leaveLine(
  tx: Sql,
  leadId: string,
  now: Date,
  end: { winnerId: string | null; reason: EndForAll },
): Promise<EndedLeadOffer[]> {
  const ended = await endLeadOffers(tx, leadId, now, end);
  const left = await tx.$executeRaw(
    Prisma.sql`delete from lead_wait where id = ${leadId}::uuid`,
  );
  if (left > 0) await clearTimers(tx, ["lead_max_wait"], leadId);
  return ended;
}

/**
 * Makes an agent the owner of a lead and ends its offers. It counts as an assignment of a thread does: towards the
 * time of the last one, the queue's counts and, if it rang there, the round-robin pointer.
 */
export async function ownLead(
  tx: Sql,
  leadId: string,
  agentId: string,
  now: Date,
): Promise<void> {
  const ended = await leaveLine(tx, leadId, now, {
    winnerId: agentId,
    reason: "taken",
  });
  const [place] = await tx.$queryRaw<{ type: string; id: string }[]>(
    Prisma.sql`
    update lead set "ownerId" = ${agentId}::uuid, "ownedSince" = ${now}::timestamptz,
      "assignedType" = coalesce("assignedType", 'agent'), "assignedId" = coalesce("assignedId", ${agentId}::uuid)
    where id = ${leadId}::uuid returning "assignedType" as type, "assignedId" as id`,
  );
  await tx.$executeRaw(Prisma.sql`
    update agent set "lastAssignedAt" = ${now}::timestamptz where id = ${agentId}::uuid`);
  if (place?.type !== "queue") return;
  await tx.$executeRaw(Prisma.sql`
    update queue_member set answered = answered + 1
    where "queueId" = ${place.id}::uuid and "agentId" = ${agentId}::uuid`);
  const accepted = ended.some(
    (offer) => offer.agentId === agentId && offer.viaId === place.id,
  );
  if (accepted) await advancePointer(tx, place.id, agentId);
}

type Entering = {
  leadId: string;
  from: Destination;
  /** Since when the person waits. */
  since: Date;
  handovers: number;
  /** Steps of priority besides the queue's own. */
  extra: number;
  byId: string | null;
  now: Date;
  reason: string;
};

/** Puts a lead where the decision says. A way that ends nowhere leaves it in the last place of the way. */
async function enterPlace(
  tx: Sql,
  { place }: Entry,
  entering: Entering,
): Promise<void> {
  const { leadId, from, now, byId } = entering;
  if (place !== null && (place.type !== from.type || place.id !== from.id))
    await move(tx, place, entering);
  if (place?.type === "agent") {
    await ownLead(tx, leadId, place.id, now);
    return noticeOwner(tx, leadId, now);
  }
  if (place === null || ringsForNoOne(place))
    return endRinging(tx, leadId, now, byId);
  await writeWait(tx, place, entering);
  await watchWait(tx, place, entering);
  if (place.type === "queue" && place.strategy === "manual")
    await noticeMembers(tx, leadId, now, byId);
  wakeAfterCommit(tx, "route");
}

function ringsForNoOne(place: Place): boolean {
  return (
    place.type === "ring_group" &&
    (place.strategy === "notify" || place.members === 0)
  );
}

/** Nothing rings any more: the lead stays with its place, whose members learn that it waits. */
async function endRinging(
  tx: Sql,
  leadId: string,
  now: Date,
  byId: string | null = null,
): Promise<void> {
  await leaveLine(tx, leadId, now, { winnerId: null, reason: "moved" });
  await noticeMembers(tx, leadId, now, byId);
}

/** Assigns the lead to another place. */
async function move(
  tx: Sql,
  to: Place,
  { leadId, from, now, reason }: Entering,
): Promise<void> {
  const before = await viewersOf(tx, leadId);
  await tx.$executeRaw(Prisma.sql`
    update lead set "assignedType" = ${to.type}, "assignedId" = ${to.id}::uuid,
      "ownerId" = ${to.type === "agent" ? to.id : null}::uuid where id = ${leadId}::uuid`);
  await addAttempt(
    tx,
    {
      leadId,
      outcome: "overflowed",
      payload: { from, to: { type: to.type, id: to.id }, why: reason },
    },
    now,
  );
  await announceLead(tx, leadId, before);
}

/** Announces a change of a lead; agents who saw it `before` and do not any more learn that, too. */
export async function announceLead(
  tx: Sql,
  leadId: string,
  before: readonly string[],
): Promise<void> {
  const after = new Set(await viewersOf(tx, leadId));
  const agentIds = before.filter((id) => !after.has(id));
  await announce(tx, [
    { kind: "lead.updated", payload: { leadId } },
    ...(agentIds.length > 0
      ? [{ kind: "lead.removed" as const, payload: { leadId, agentIds } }]
      : []),
  ]);
}

/** Round numbers never repeat on a lead, so an agent who passed earlier can be asked again. */
async function writeWait(
  tx: Sql,
  place: Exclude<Place, { type: "agent" }>,
  { leadId, since, handovers, extra, now }: Entering,
): Promise<void> {
  const priority = (place.type === "queue" ? place.priority : 0) + extra;
  const rankAt = rankOf({
    ownerId: null,
    status: "waiting",
    waitingSince: since,
    queuedAt: now,
    priority,
  });
  const seed = Math.floor(Math.random() * 1_000_000);
  await tx.$executeRaw(Prisma.sql`
    insert into lead_wait (id, "routedToType", "routedToId", priority, "queuedAt", "rankAt", seed, handovers, round)
    select ${leadId}::uuid, ${place.type}, ${place.id}::uuid, ${priority}::int, ${now}::timestamptz,
      ${rankAt}::timestamptz, ${seed}::int, ${Math.min(MAX_HANDOVERS, handovers)}::int,
      1 + coalesce((select max(round) from lead_offer where "leadId" = ${leadId}::uuid), 0)
    on conflict (id) do update set "routedToType" = excluded."routedToType", "routedToId" = excluded."routedToId",
      routing = 'queued', priority = excluded.priority, "queuedAt" = excluded."queuedAt", "rankAt" = excluded."rankAt",
      seed = excluded.seed, handovers = excluded.handovers, round = greatest(excluded.round, lead_wait.round + 1),
      "roundAt" = null, "heldFor" = null`);
}

/** The longest wait of a queue that can overflow. */
async function watchWait(
  tx: Sql,
  place: Place,
  { leadId, now }: Entering,
): Promise<void> {
  const seconds =
    place.type === "queue" && place.overflow !== null
      ? place.maxWaitSeconds
      : null;
  if (seconds === null) return clearTimers(tx, ["lead_max_wait"], leadId);
  const dueAt = new Date(now.getTime() + seconds * 1000);
  await setTimer(tx, { kind: "lead_max_wait", key: leadId, dueAt });
}

/** Since when the person waits: its place in line without the priority. Pure. */
function sinceOf({ rankAt, queuedAt, priority }: WaitingLead): Date {
  const origin = rankOf({
    ownerId: null,
    status: "waiting",
    waitingSince: rankAt,
    queuedAt,
    priority: -priority,
  });
  return origin ?? queuedAt;
}
