import type { LeadOffer } from "#contract/threads/offer.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { selectLeads } from "#server/domain/leads/rows/lead-rows.ts";

type Row = {
  agentId: string;
  leadId: string;
  viaType: "queue" | "ring_group";
  viaId: string;
  createdAt: Date;
  expiresAt: Date;
};

/** Lists the leads that ring for the actor, the first to end first. */
export async function listLeadOffers(
  { db }: Context,
  { agentId }: Actor,
): Promise<LeadOffer[]> {
  const open = await selectLeadOffers(
    db.sql,
    Prisma.sql`o."agentId" = ${agentId}::uuid`,
  );
  return open.map(({ offer }) => offer);
}

/** Reads open offers, each with its agent. `which`: SQL over an offer `o`. */
export async function selectLeadOffers(
  sql: Pick<Sql, "$queryRaw">,
  which: Prisma.Sql,
): Promise<{ agentId: string; offer: LeadOffer }[]> {
  const rows = await sql.$queryRaw<Row[]>(Prisma.sql`
    select o."agentId", o."leadId", o."viaType", o."viaId", o."createdAt", o."expiresAt" from lead_offer o
    where o."endedAt" is null and ${which} order by o."expiresAt", o.id`);
  if (rows.length === 0) return [];
  const ids = rows.map(({ leadId }) => leadId);
  const leads = await selectLeads(sql, Prisma.sql`l.id = any(${ids}::uuid[])`);
  const byId = new Map(leads.map((lead) => [lead.id, lead]));
  return rows.flatMap(({ agentId, leadId, viaType, viaId, ...times }) => {
    const lead = byId.get(leadId);
    if (!lead) return [];
    const offer = {
      leadId,
      lead,
      kind: "ring" as const,
      via: { type: viaType, id: viaId },
      createdAt: times.createdAt.toISOString(),
      expiresAt: times.expiresAt.toISOString(),
    };
    return [{ agentId, offer }];
  });
}
