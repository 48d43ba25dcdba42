import type { Lead } from "#contract/leads/lead.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { viewersOf } from "#server/domain/access/visible-lead.ts";
import type { Context } from "#server/domain/context.ts";
import { restartStalledClock } from "#server/domain/leads/assignment/lead-clock.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { readLead } from "./leads.ts";

export type LeadChange = (tx: Sql, lead: Lead, now: Date) => Promise<void>;

/**
 * Runs a change by a person under the lead's row lock, and announces it: the
 * agents who no longer see the lead get `lead.removed`.
 * @returns the lead after the change
 * @throws AppError not_found
 */
export function changeLead(
  context: Context,
  actor: Actor,
  leadId: string,
  change: LeadChange,
  read: typeof readLead = readLead,
): Promise<Lead> {
  const now = context.clock.now();
  return inSqlTransaction(context.db, async (tx) => {
    await tx.$queryRaw(
      Prisma.sql`select id from lead where id = ${leadId}::uuid for update`,
    );
    const lead = await read(tx, actor, leadId);
    const before = await viewersOf(tx, leadId);
    await change(tx, lead, now);
    const after = new Set(await viewersOf(tx, leadId));
    const agentIds = before.filter((id) => !after.has(id));
    await restartStalledClock(tx, leadId, now);
    await announce(tx, [
      { kind: "lead.updated", payload: { leadId } },
      ...(agentIds.length > 0
        ? [{ kind: "lead.removed" as const, payload: { leadId, agentIds } }]
        : []),
    ]);
    // The change may have hidden it from the actor, who still learns the result.
    const owner = { ...actor, role: "owner" } as const;
    return readLead(tx, owner, leadId);
  });
}

/** Ends the wait for the first contact, if nothing earlier did. A contact from before the lead does not count. */
export async function touchLead(
  tx: Sql,
  leadId: string,
  at: Date,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update lead set "firstTouchAt" = ${at}::timestamptz where id = ${leadId}::uuid and "createdTime" <= ${at}::timestamptz
      and ("firstTouchAt" is null or "firstTouchAt" > ${at}::timestamptz)`);
}
