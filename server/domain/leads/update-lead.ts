import type { Lead, LeadContact } from "#contract/leads/lead.ts";
import type {
  TransferLead,
  UpdateLead,
} from "#contract/leads/lead-requests.ts";
import type { Destination } from "#contract/routing/destination.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { requireDestination } from "#server/domain/destinations/destination.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { noticeAssignee } from "./assign-lead.ts";
import { joinCustomer, ownCustomer } from "./join-customer.ts";
import { addAttempt } from "./lead-rows.ts";
import { readLeadSettings, requireRow } from "./lead-settings.ts";
import { readLead } from "./leads.ts";
import { toContact } from "./map-answers.ts";
import { writeContact } from "./settle-lead.ts";

type Change = (tx: Sql, lead: Lead, now: Date) => Promise<void>;

/** Runs a change under the lead's row lock, and announces it. @throws AppError not_found */
function changing(
  context: Context,
  actor: Actor,
  leadId: string,
  change: Change,
): Promise<Lead> {
  const now = context.clock.now();
  return inSqlTransaction(context.db, async (tx) => {
    await tx.$queryRaw(
      Prisma.sql`select id from lead where id = ${leadId}::uuid for update`,
    );
    const lead = await readLead(tx, actor, leadId);
    await change(tx, lead, now);
    await announce(tx, [{ kind: "lead.updated", payload: { leadId } }]);
    // The change may have hidden it from the actor, who still learns the result.
    const owner = { ...actor, role: "owner" } as const;
    return readLead(tx, owner, leadId);
  });
}

/** Changes what is named. @throws AppError not_found, invalid_input, forbidden */
export function updateLead(
  context: Context,
  actor: Actor,
  leadId: string,
  patch: UpdateLead,
): Promise<Lead> {
  return changing(context, actor, leadId, async (tx, lead, now) => {
    await requireRow(tx, "lead_status", "statusId", patch.statusId);
    await requireRow(tx, "lead_source", "sourceId", patch.sourceId);
    const note = (outcome: string, payload: Record<string, unknown>) =>
      addAttempt(tx, { leadId, actor, outcome, payload }, now);
    if (patch.statusId !== undefined && patch.statusId !== lead.statusId) {
      await tx.$executeRaw(
        Prisma.sql`update lead set "statusId" = ${patch.statusId}::uuid where id = ${leadId}::uuid`,
      );
      await note("status", { from: lead.statusId, to: patch.statusId });
      await touch(tx, leadId, now);
    }
    if (patch.sourceId !== undefined && patch.sourceId !== lead.sourceId) {
      await tx.$executeRaw(
        Prisma.sql`update lead set "sourceId" = ${patch.sourceId}::uuid where id = ${leadId}::uuid`,
      );
      await note("source", { from: lead.sourceId, to: patch.sourceId });
    }
    if (patch.contact !== undefined) {
      const { country } = await readCompany(tx);
      await writeContact(tx, leadId, withPatch(lead, patch.contact), country);
      const { duplicateDetection: detect } = await readLeadSettings(tx);
      await joinCustomer(tx, leadId, { country, detect, now });
      await note("contact", { changed: Object.keys(patch.contact) });
    }
    if (patch.duplicateOf === null && lead.duplicateOf !== null)
      await keepApart(tx, lead, actor, now);
    if (patch.assignedTo !== undefined)
      await assign(tx, lead, actor, {
        to: patch.assignedTo,
        outcome: "assigned",
        now,
      });
  });
}

function withPatch(
  lead: Lead,
  patch: NonNullable<UpdateLead["contact"]>,
): LeadContact {
  const before =
    lead.contact ?? toContact([], { questions: [], mapping: {}, country: "" });
  const { fields, ...rest } = patch;
  const given = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined),
  );
  return { ...before, ...given, fields: { ...before.fields, ...fields } };
}

/** Undoes a join: the lead gets a customer of its own, and is not joined again. */
async function keepApart(
  tx: Sql,
  lead: Lead,
  actor: Actor,
  now: Date,
): Promise<void> {
  await tx.$executeRaw(
    Prisma.sql`update lead set "keptApart" = true where id = ${lead.id}::uuid`,
  );
  if (lead.contact) await ownCustomer(tx, lead.id, lead.contact, now);
  await addAttempt(
    tx,
    {
      leadId: lead.id,
      actor,
      outcome: "kept_apart",
      payload: { from: lead.duplicateOf },
    },
    now,
  );
}

/** Makes the actor the owner. @throws AppError not_found, owned_by_other */
export function takeLead(
  context: Context,
  actor: Actor,
  leadId: string,
): Promise<Lead> {
  return changing(context, actor, leadId, async (tx, lead, now) => {
    if (lead.owner?.id === actor.agentId) return;
    if (lead.owner !== null && !hasRole(actor, "supervisor"))
      throw new AppError("owned_by_other", { current: { owner: lead.owner } });
    await tx.$executeRaw(
      Prisma.sql`update lead set "ownerId" = ${actor.agentId}::uuid,
        "assignedType" = coalesce("assignedType", 'agent'), "assignedId" = coalesce("assignedId", ${actor.agentId}::uuid)
        where id = ${leadId}::uuid`,
    );
    await addAttempt(tx, { leadId, actor, outcome: "taken" }, now);
  });
}

/** Gives a lead back to its queue or ring group; one of a person is then nobody's. @throws AppError not_found, take_first */
export function releaseLead(
  context: Context,
  actor: Actor,
  leadId: string,
): Promise<Lead> {
  return changing(context, actor, leadId, async (tx, lead, now) => {
    requireOwn(lead, actor);
    await tx.$executeRaw(Prisma.sql`
      update lead set "ownerId" = null,
        "assignedId" = case when "assignedType" = 'agent' then null else "assignedId" end,
        "assignedType" = case when "assignedType" = 'agent' then null else "assignedType" end
      where id = ${leadId}::uuid`);
    await addAttempt(tx, { leadId, actor, outcome: "released" }, now);
  });
}

/** Hands a lead to a person, queue or ring group. @throws AppError not_found, take_first, invalid_input */
export function transferLead(
  context: Context,
  actor: Actor,
  leadId: string,
  { to, note }: TransferLead,
): Promise<Lead> {
  return changing(context, actor, leadId, async (tx, lead, now) => {
    requireOwn(lead, actor);
    await assign(tx, lead, actor, {
      to,
      outcome: "transferred",
      now,
      ...(note === undefined ? {} : { note }),
    });
  });
}

/** Fetches the details again at once, after a failure. @throws AppError not_found, wrong_state */
export function retryLead(
  context: Context,
  actor: Actor,
  leadId: string,
): Promise<Lead> {
  return changing(context, actor, leadId, async (tx, lead, now) => {
    if (lead.state === "synced")
      throw new AppError("wrong_state", { current: { state: lead.state } });
    await tx.$executeRaw(Prisma.sql`
      update lead set state = 'pending', "dueAt" = ${now}::timestamptz, attempts = 0, "tryingSince" = null,
        claims = claims + 1 where id = ${leadId}::uuid`);
    await addAttempt(tx, { leadId, actor, outcome: "retried" }, now);
    wakeAfterCommit(tx, "leads");
  });
}

function requireOwn(lead: Lead, actor: Actor): void {
  if (lead.owner?.id === actor.agentId || hasRole(actor, "supervisor")) return;
  throw new AppError("take_first", { current: { owner: lead.owner } });
}

async function assign(
  tx: Sql,
  lead: Lead,
  actor: Actor,
  {
    to,
    outcome,
    note,
    now,
  }: { to: Destination | null; outcome: string; note?: string; now: Date },
): Promise<void> {
  if (lead.owner !== null) requireOwn(lead, actor);
  await requireDestination(tx, "assignedTo", to);
  const ownerId = to?.type === "agent" ? to.id : null;
  await tx.$executeRaw(Prisma.sql`
    update lead set "assignedType" = ${to?.type ?? null}, "assignedId" = ${to?.id ?? null}::uuid,
      "ownerId" = ${ownerId}::uuid where id = ${lead.id}::uuid`);
  await addAttempt(
    tx,
    {
      leadId: lead.id,
      actor,
      outcome,
      payload: { to, ...(note === undefined ? {} : { note }) },
    },
    now,
  );
  if (ownerId !== null && ownerId !== actor.agentId)
    await noticeAssignee(tx, lead.id, now);
}

/** The first thing that a person does for the lead. */
async function touch(tx: Sql, leadId: string, now: Date): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update lead set "firstTouchAt" = ${now}::timestamptz where id = ${leadId}::uuid and "firstTouchAt" is null`);
}
