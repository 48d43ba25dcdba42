import type {
  CreateLeadNote,
  LogLeadCall,
} from "#contract/leads/lead-requests.ts";
import type { Lead } from "#contract/leads/lead.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import {
  addAttempt,
  type NewAttempt,
} from "#server/domain/leads/rows/lead-rows.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { changeLead, touchLead } from "./change-lead.ts";

/** Adds a note to the history of a lead. @throws AppError not_found */
export function addLeadNote(
  context: Context,
  actor: Actor,
  leadId: string,
  { text }: CreateLeadNote,
): Promise<Lead> {
  return changeLead(context, actor, leadId, (tx, lead, now) =>
    addLine(
      tx,
      lead,
      { leadId, actor, outcome: "noted", payload: { note: text } },
      now,
    ),
  );
}

/**
 * Logs a call with the person. It counts as contact, also a call that no one
 * answered: it ends the wait for the first contact. Its line stands in the
 * history at the time of the call.
 * @throws AppError not_found, invalid_input: the time lies in the future
 */
export function logLeadCall(
  context: Context,
  actor: Actor,
  leadId: string,
  { direction, outcome, at, note }: LogLeadCall,
): Promise<Lead> {
  return changeLead(context, actor, leadId, async (tx, lead, now) => {
    const calledAt = at === undefined ? now : new Date(at);
    if (calledAt > now) throw invalidInput("at", "Choose a time in the past.");
    const payload = { direction, outcome, ...(note ? { note } : {}) };
    await addLine(
      tx,
      lead,
      { leadId, actor, outcome: "called", payload },
      calledAt,
    );
    await touchLead(tx, leadId, calledAt);
  });
}

async function addLine(
  tx: Sql,
  { customerId }: Lead,
  line: NewAttempt,
  at: Date,
): Promise<void> {
  await addAttempt(tx, line, at);
  // It stands on the customer's timeline, too.
  if (customerId !== null)
    await announce(tx, [{ kind: "customer.changed", payload: { customerId } }]);
}
