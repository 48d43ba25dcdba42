import type { Lead } from "#contract/leads/lead.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { leadVisibleTo } from "#server/domain/access/visible-lead.ts";
import { AppError } from "#server/domain/app-error.ts";
import { requireRoomForLead } from "#server/domain/assignment/capacity.ts";
import type { Context } from "#server/domain/context.ts";
import { ownLead } from "#server/domain/leads/offering/lead-line.ts";
import { passOnLead } from "#server/domain/leads/offering/unanswered.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";
import { recordActed } from "#server/domain/presence/acted.ts";
import { changeLead } from "./change-lead.ts";
import { readLeadWhere } from "./leads.ts";

/** Whether the id is a lead's, so that an answer to an offer is about a lead. */
export async function isLead({ db }: Context, id: string): Promise<boolean> {
  const rows = await db.sql.$queryRaw<unknown[]>(
    Prisma.sql`select from lead where id = ${id}::uuid`,
  );
  return rows.length > 0;
}

/**
 * Accepts the lead that rings for the actor. Of several agents at once one wins. `force` confirms more work than
 * the actor's capacity.
 * @throws AppError not_found, owned_by_other (another agent was faster), wrong_state (the offer has ended),
 *   at_capacity with `current` {load, capacity, limit}: the offer stays open
 */
export async function acceptLeadOffer(
  context: Context,
  actor: Actor,
  leadId: string,
  { force = false }: { force?: boolean } = {},
): Promise<Lead> {
  await recordActed(context, actor);
  return changeLead(
    context,
    actor,
    leadId,
    async (tx, lead, now) => {
      if (lead.owner?.id === actor.agentId) return;
      if (!(await ringsFor(tx, leadId, actor)))
        throw await endedError(tx, actor, lead);
      if (!force) await requireRoomForLead(tx, actor.agentId, leadId, now);
      await ownLead(tx, leadId, actor.agentId, now);
      await addAttempt(tx, { leadId, actor, outcome: "accepted" }, now);
    },
    readOffered,
  );
}

/** Declines the lead that rings for the actor. @throws AppError not_found, owned_by_other, wrong_state */
export async function declineLeadOffer(
  context: Context,
  actor: Actor,
  leadId: string,
): Promise<void> {
  await recordActed(context, actor);
  const now = context.clock.now();
  await inSqlTransaction(context.db, async (tx) => {
    await tx.$queryRaw(
      Prisma.sql`select id from lead where id = ${leadId}::uuid for update`,
    );
    const lead = await readOffered(tx, actor, leadId);
    const end = { agentId: actor.agentId, reason: "declined" as const };
    const ended = await passOnLead(tx, leadId, end, now);
    if (ended.length === 0) throw await endedError(tx, actor, lead);
  });
}

/** A lead that the actor may see, or that rang for them. @throws AppError not_found */
function readOffered(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  leadId: string,
): Promise<Lead> {
  const rang = Prisma.sql`exists (
    select from lead_offer o where o."leadId" = l.id and o."agentId" = ${actor.agentId}::uuid)`;
  return readLeadWhere(
    sql,
    leadId,
    Prisma.sql`(${leadVisibleTo(actor)} or ${rang})`,
  );
}

async function ringsFor(
  tx: Sql,
  leadId: string,
  { agentId }: Actor,
): Promise<boolean> {
  const open = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select from lead_offer
    where "leadId" = ${leadId}::uuid and "agentId" = ${agentId}::uuid and "endedAt" is null`);
  return open.length > 0;
}

/** The error for an offer that has ended: its agent reads how it ended, and for all others it is not_found. */
async function endedError(
  tx: Sql,
  { agentId }: Actor,
  { id, owner }: Lead,
): Promise<AppError> {
  const [last] = await tx.$queryRaw<{ result: string }[]>(Prisma.sql`
    select result from lead_offer where "leadId" = ${id}::uuid and "agentId" = ${agentId}::uuid
    order by "createdAt" desc, id desc limit 1`);
  if (!last) return new AppError("not_found", { leadId: id });
  if (last.result === "taken" && owner !== null)
    return new AppError("owned_by_other", { current: { owner } });
  return new AppError("wrong_state", { current: { offer: last.result } });
}
