import type { Lead, LeadContact } from "#contract/leads/lead.ts";
import type {
  TransferLead,
  UpdateLead,
} from "#contract/leads/lead-requests.ts";
import type { Destination } from "#contract/routing/destination.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { hasRole, type Actor } from "#server/domain/access/actor.ts";
import { requireShownFields } from "#server/domain/access/hide-fields.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { requireDestination } from "#server/domain/destinations/destination.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import {
  leaveLine,
  ownLead,
  startAssignment,
} from "#server/domain/leads/offering/lead-line.ts";
import {
  recordLeadConsents,
  voidLeadConsents,
} from "#server/domain/customers/lead-consents.ts";
import {
  joinCustomer,
  ownCustomer,
} from "#server/domain/leads/details/join-customer.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";
import {
  readLeadSettings,
  requireRow,
} from "#server/domain/leads/settings/lead-settings.ts";
import { changeLead, touchLead, type LeadChange } from "./change-lead.ts";
import { readLeadToTake } from "./leads.ts";
import { toContact } from "#server/domain/leads/rows/map-answers.ts";
import { writeContact } from "#server/domain/leads/details/settle-lead.ts";

/** Changes what is named. @throws AppError not_found, invalid_input, forbidden */
export function updateLead(
  context: Context,
  actor: Actor,
  leadId: string,
  patch: UpdateLead,
): Promise<Lead> {
  requireShownFields(actor, patch.contact?.fields ?? {}, "contact.fields");
  return changeLead(context, actor, leadId, async (tx, lead, now) => {
    await requireRow(tx, "lead_status", "statusId", patch.statusId);
    await requireRow(tx, "lead_source", "sourceId", patch.sourceId);
    const lostReason = await lostReasonOf(tx, lead, patch);
    const note = (outcome: string, payload: Record<string, unknown>) =>
      addAttempt(tx, { leadId, actor, outcome, payload }, now);
    if (patch.statusId !== undefined && patch.statusId !== lead.statusId) {
      await tx.$executeRaw(
        Prisma.sql`update lead set "statusId" = ${patch.statusId}::uuid where id = ${leadId}::uuid`,
      );
      if (!(await isOpen(tx, patch.statusId)))
        await leaveLine(tx, leadId, now, { winnerId: null, reason: "closed" });
      await note("status", {
        from: lead.statusId,
        to: patch.statusId,
        ...(lostReason === null ? {} : { reason: lostReason }),
      });
      await touchLead(tx, leadId, now);
    } else if (lostReason !== lead.lostReason)
      await note("status", { to: lead.statusId, reason: lostReason });
    if (lostReason !== lead.lostReason)
      await tx.$executeRaw(
        Prisma.sql`update lead set "lostReason" = ${lostReason} where id = ${leadId}::uuid`,
      );
    if (patch.sourceId !== undefined && patch.sourceId !== lead.sourceId) {
      await tx.$executeRaw(
        Prisma.sql`update lead set "sourceId" = ${patch.sourceId}::uuid where id = ${leadId}::uuid`,
      );
      await note("source", { from: lead.sourceId, to: patch.sourceId });
    }
    if (patch.amountMinor !== undefined)
      await setValue(tx, lead, patch.amountMinor, note);
    if (patch.contact !== undefined) {
      const { country } = await readCompany(tx);
      await writeContact(tx, leadId, withPatch(lead, patch.contact), country);
      const { duplicateDetection: detect } = await readLeadSettings(tx);
      await joinCustomer(tx, leadId, { country, detect, now });
      await recordLeadConsents(tx, leadId, now);
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

/** Whether a lead with this status is neither won nor lost. */
async function isOpen(tx: Sql, statusId: string | null): Promise<boolean> {
  const ended = await tx.$queryRaw<unknown[]>(
    Prisma.sql`select from lead_status where id = ${statusId}::uuid and stage <> 'open'`,
  );
  return ended.length === 0;
}

/** @throws AppError invalid_input: the company records no values */
async function setValue(
  tx: Sql,
  { id, value }: Lead,
  amountMinor: number | null,
  note: (outcome: string, payload: Record<string, unknown>) => Promise<void>,
): Promise<void> {
  const { currency } = await readLeadSettings(tx);
  if (amountMinor !== null && currency === null)
    throw invalidInput("amountMinor", "Choose a currency in the settings.");
  const after =
    amountMinor === null || currency === null
      ? null
      : { amountMinor, currency };
  if (
    after?.amountMinor === value?.amountMinor &&
    after?.currency === value?.currency
  )
    return;
  await tx.$executeRaw(Prisma.sql`
    update lead set "amountMinor" = ${after?.amountMinor ?? null}::bigint, currency = ${after?.currency ?? null}
    where id = ${id}::uuid`);
  await note("value", { from: value, to: after });
}

/**
 * The reason that the lead has after the change; null unless its status is of the stage lost.
 * @throws AppError invalid_input: the settings require a reason, or the lead is not lost
 */
async function lostReasonOf(
  tx: Sql,
  lead: Lead,
  { statusId = lead.statusId ?? undefined, lostReason }: UpdateLead,
): Promise<string | null> {
  const [status] = await tx.$queryRaw<{ stage: string }[]>(
    Prisma.sql`select stage from lead_status where id = ${statusId ?? null}::uuid`,
  );
  if (status?.stage !== "lost") {
    if (lostReason)
      throw invalidInput("lostReason", "Only a lost lead has a reason.");
    return null;
  }
  const reason = lostReason === undefined ? lead.lostReason : lostReason;
  // A lead that was lost before a reason was required may stay as it is.
  const changes = statusId !== lead.statusId || lostReason !== undefined;
  if (reason === null && changes) {
    const { lostReasonRequired } = await readLeadSettings(tx);
    if (lostReasonRequired)
      throw invalidInput("lostReason", "Enter why the lead was lost.");
  }
  return reason;
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
  await voidLeadConsents(tx, lead.id, now);
  await recordLeadConsents(tx, lead.id, now);
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
  const take: LeadChange = async (tx, lead, now) => {
    if (lead.owner?.id === actor.agentId) return;
    if (lead.owner !== null && !hasRole(actor, "supervisor"))
      throw new AppError("owned_by_other", { current: { owner: lead.owner } });
    await ownLead(tx, leadId, actor.agentId, now);
    await addAttempt(tx, { leadId, actor, outcome: "taken" }, now);
  };
  return changeLead(context, actor, leadId, take, readLeadToTake);
}

/** Gives a lead back to its queue or ring group; one of a person is then nobody's. @throws AppError not_found, take_first */
export function releaseLead(
  context: Context,
  actor: Actor,
  leadId: string,
): Promise<Lead> {
  return changeLead(context, actor, leadId, async (tx, lead, now) => {
    requireOwn(lead, actor);
    await tx.$executeRaw(Prisma.sql`
      update lead set "ownerId" = null, "ownedSince" = null,
        "assignedId" = case when "assignedType" = 'agent' then null else "assignedId" end,
        "assignedType" = case when "assignedType" = 'agent' then null else "assignedType" end
      where id = ${leadId}::uuid`);
    await addAttempt(tx, { leadId, actor, outcome: "released" }, now);
    const act = "return";
    await startAssignment(tx, leadId, now, { byId: actor.agentId, act });
  });
}

/** Hands a lead to a person, queue or ring group. @throws AppError not_found, take_first, invalid_input */
export function transferLead(
  context: Context,
  actor: Actor,
  leadId: string,
  { to, note }: TransferLead,
): Promise<Lead> {
  return changeLead(context, actor, leadId, async (tx, lead, now) => {
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
  return changeLead(context, actor, leadId, async (tx, lead, now) => {
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
  await requireDestination(tx, "assignedTo", to, "leads");
  const ownerId = to?.type === "agent" ? to.id : null;
  await tx.$executeRaw(Prisma.sql`
    update lead set "assignedType" = ${to?.type ?? null}, "assignedId" = ${to?.id ?? null}::uuid,
      "ownerId" = ${ownerId}::uuid, "ownedSince" = ${ownerId === null ? null : now}::timestamptz
    where id = ${lead.id}::uuid`);
  await leaveLine(tx, lead.id, now, { winnerId: ownerId, reason: "moved" });
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
  const act = outcome === "transferred" ? "transfer" : "assign";
  await startAssignment(tx, lead.id, now, { byId: actor.agentId, act });
}
