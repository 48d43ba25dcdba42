import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  passLeadOffers,
  type EndedLeadOffer,
} from "#server/domain/assignment/lead-offers.ts";
import { setMissersAway } from "#server/domain/assignment/missed.ts";
import type { SomeEnd } from "#server/domain/assignment/open-offers.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";
import { lockWaiting, overflowLead } from "./lead-line.ts";

/**
 * Ends open offers of a lead: an agent declines, or does not answer in time. The lead is then free for the next
 * agent. The caller holds the lead's lock.
 * @returns the offers that ended; empty: none was open.
 */
export async function passOnLead(
  tx: Sql,
  leadId: string,
  end: SomeEnd,
  now: Date,
): Promise<EndedLeadOffer[]> {
  const ended = await passLeadOffers(tx, leadId, now, end);
  if (ended.length === 0) return [];
  await noteEnds(tx, leadId, ended, now);
  const [lead] = await tx.$queryRaw<{ departmentId: string | null }[]>(
    Prisma.sql`select ch."departmentId" from lead l left join channel ch on ch.id = l."channelId"
      where l.id = ${leadId}::uuid`,
  );
  // As of a thread: a ring group says nothing about the agent's own queue.
  const missed = ended.filter(
    ({ viaType, result }) => viaType === "queue" && result === "missed",
  );
  await setMissersAway(
    tx,
    { departmentId: lead?.departmentId ?? null },
    missed.map(({ agentId }) => agentId),
    now,
  );
  return ended;
}

/** Sends a lead on that has waited in its queue for as long as the queue allows, even while it rings. */
export async function endLeadWait(
  tx: Sql,
  leadId: string,
  now: Date,
): Promise<void> {
  const [lead] = await lockWaiting(
    tx,
    Prisma.sql`w.id = ${leadId}::uuid and w."routedToType" = 'queue' and l."ownerId" is null`,
    Prisma.empty,
  );
  if (lead) await overflowLead(tx, lead, "max_wait", now);
}

/** Adds lines to the lead's history: who declined it, and for whom it rang in vain. As for a ring, no screen is told. */
async function noteEnds(
  tx: Sql,
  leadId: string,
  ended: EndedLeadOffer[],
  now: Date,
): Promise<void> {
  const names = await namesOf(
    tx,
    ended.map(({ agentId }) => agentId),
  );
  for (const outcome of ["declined", "missed"] as const) {
    const agents = ended
      .filter(({ result }) => result === outcome)
      .map(({ agentId: id }) => ({ id, name: names.get(id) ?? "" }));
    if (agents.length > 0)
      await addAttempt(tx, { leadId, outcome, payload: { agents } }, now);
  }
}

async function namesOf(tx: Sql, ids: string[]): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from agent where id = any(${ids}::uuid[])`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
