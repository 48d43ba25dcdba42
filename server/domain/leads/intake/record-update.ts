import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";

export type LeadUpdate = {
  channelId: string;
  leadgenId: string;
  /** The vendor's own name of the change, or null if it names none. */
  change: string | null;
  /** The same for the same update delivered again. */
  key: string;
  at: Date;
};

/**
 * Adds a line about the vendor's change to the history of a lead. An update
 * never makes a lead: of one that is not known it changes nothing. Safe to
 * repeat.
 */
export async function recordLeadUpdate(
  tx: Sql,
  { channelId, leadgenId, change, key, at }: LeadUpdate,
): Promise<void> {
  const [lead] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from lead where "leadgenId" = ${leadgenId} and "channelId" = ${channelId}::uuid for update`);
  if (!lead) return;
  const [noted] = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from lead_attempt where "leadId" = ${lead.id}::uuid and outcome = 'updated' and payload->>'key' = ${key}`);
  if (noted) return;
  const payload = { change, key };
  await addAttempt(tx, { leadId: lead.id, outcome: "updated", payload }, at);
  await announce(tx, [{ kind: "lead.updated", payload: { leadId: lead.id } }]);
}
