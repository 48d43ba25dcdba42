import type { OfferEnd } from "#contract/routing/offer-end.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import {
  announce,
  type Announcement,
} from "#server/domain/outbox/announcements.ts";
import { clearTimers, setTimers } from "#server/domain/outbox/timers.ts";
import { connectedAt } from "#server/domain/presence/connected.ts";
import { newId } from "#server/runtime/crypto.ts";
import type { EndForAll, SomeEnd } from "./open-offers.ts";

/**
 * Offers of leads, as open-offers.ts has them of threads: an offer is open until `endedAt`, a lead has one for each
 * agent for whom it rings, and only this file opens and ends them. The caller holds the lead's row lock.
 */
export type NewLeadOffer = {
  leadId: string;
  agentId: string;
  via: { type: "queue" | "ring_group"; id: string };
  round: number;
  weight: number;
  expiresAt: Date;
};

export type EndedLeadOffer = {
  id: string;
  agentId: string;
  viaType: "queue" | "ring_group";
  viaId: string;
  result: OfferEnd;
};

const endedColumns = Prisma.sql`o.id, o."agentId", o."viaType", o."viaId", o.result`;

/** Opens offers and sets the timer of each lead. */
export async function openLeadOffers(
  tx: Sql,
  offers: NewLeadOffer[],
  now: Date,
): Promise<void> {
  if (offers.length === 0) return;
  const rows = offers.map(({ via, ...offer }) => ({
    id: newId(),
    ...offer,
    viaType: via.type,
    viaId: via.id,
  }));
  await tx.$executeRaw(Prisma.sql`
    insert into lead_offer (id, "leadId", "agentId", "viaType", "viaId", round, weight, "createdAt", "expiresAt")
    select x.id, x."leadId", x."agentId", x."viaType", x."viaId", x.round, x.weight, ${now}::timestamptz, x."expiresAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "leadId" uuid, "agentId" uuid,
      "viaType" text, "viaId" uuid, round int, weight int, "expiresAt" timestamptz)`);
  const byLead = Map.groupBy(rows, ({ leadId }) => leadId);
  await setTimers(
    tx,
    [...byLead].flatMap(([key, [first]]) =>
      first ? [{ kind: "lead_offer", key, dueAt: first.expiresAt }] : [],
    ),
  );
  await announce(
    tx,
    [...byLead].map(([leadId, opened]) => ({
      kind: "offer.created",
      payload: { leadId, offerIds: opened.map(({ id }) => id) },
    })),
  );
}

/** Ends all open offers of a lead. `winnerId`: the agent who has it now. */
export async function endLeadOffers(
  tx: Sql,
  leadId: string,
  now: Date,
  { winnerId, reason }: { winnerId: string | null; reason: EndForAll },
): Promise<EndedLeadOffer[]> {
  const ended = await tx.$queryRaw<EndedLeadOffer[]>(Prisma.sql`
    update lead_offer o set "endedAt" = ${now}::timestamptz,
      result = case when o."agentId" = ${winnerId}::uuid then 'accepted' else ${reason} end
    where o."leadId" = ${leadId}::uuid and o."endedAt" is null returning ${endedColumns}`);
  if (ended.length === 0) return [];
  await clearTimers(tx, ["lead_offer"], leadId);
  await announceEnds(tx, leadId, ended, winnerId);
  wakeAfterCommit(tx, "route"); // agents for whom it rang are free again
  return ended;
}

/** Ends some open offers of a lead. Once none is left, the lead waits for the next agent. */
export async function passLeadOffers(
  tx: Sql,
  leadId: string,
  now: Date,
  end: SomeEnd,
): Promise<EndedLeadOffer[]> {
  const which =
    end === "time_over"
      ? Prisma.sql`o."expiresAt" <= ${now}::timestamptz`
      : Prisma.sql`o."agentId" = ${end.agentId}::uuid`;
  const result =
    end === "time_over"
      ? Prisma.sql`case when ${connectedAt(now)} and coalesce(a."lastSeenAt" < o."createdAt", true)
          then 'missed' else 'expired' end`
      : Prisma.sql`${end.reason}`;
  const ended = await tx.$queryRaw<EndedLeadOffer[]>(Prisma.sql`
    update lead_offer o set "endedAt" = ${now}::timestamptz, result = ${result} from agent a
    where o."leadId" = ${leadId}::uuid and o."endedAt" is null and a.id = o."agentId" and ${which}
    returning ${endedColumns}`);
  const [next] = await tx.$queryRaw<{ expiresAt: Date }[]>(Prisma.sql`
    select "expiresAt" from lead_offer where "leadId" = ${leadId}::uuid and "endedAt" is null
    order by "expiresAt" limit 1`);
  if (next)
    await setTimers(tx, [
      { kind: "lead_offer", key: leadId, dueAt: next.expiresAt },
    ]);
  else {
    await clearTimers(tx, ["lead_offer"], leadId);
    await tx.$executeRaw(Prisma.sql`
      update lead_wait set routing = 'queued' where id = ${leadId}::uuid and routing = 'offered'`);
  }
  if (ended.length === 0) return [];
  await announceEnds(tx, leadId, ended, null);
  wakeAfterCommit(tx, "route");
  return ended;
}

/** Ends the offers of leads to an agent who may not accept them any more. `which`: SQL over an offer `o`. */
export async function stopLeadsRinging(
  tx: Sql,
  agentId: string,
  now: Date,
  reason: "removed" | "right_lost" | "signed_out",
  which: Prisma.Sql,
): Promise<void> {
  const rows = await tx.$queryRaw<{ leadId: string }[]>(Prisma.sql`
    select o."leadId" from lead_offer o
    where o."agentId" = ${agentId}::uuid and o."endedAt" is null and ${which} order by o."leadId"`);
  for (const { leadId } of rows) {
    await tx.$queryRaw(
      Prisma.sql`select id from lead where id = ${leadId}::uuid for update`,
    );
    await passLeadOffers(tx, leadId, now, { agentId, reason });
  }
}

function announceEnds(
  tx: Sql,
  leadId: string,
  ended: EndedLeadOffer[],
  byId: string | null,
): Promise<void> {
  const alike = Map.groupBy(ended, ({ result }) => result);
  return announce(
    tx,
    [...alike].map(([reason, some]): Announcement => ({
      kind: "offer.ended",
      payload: {
        leadId,
        agentIds: some.map(({ agentId }) => agentId),
        agentId: null,
        byId,
        reason,
      },
    })),
  );
}
