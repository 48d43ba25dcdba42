import { COMMAND_LINE } from "#contract/people/audit.ts";
import type { Role } from "#contract/people/agent.ts";
import type { SettingsWhat } from "#contract/live/settings-what.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";

/** The author of an entry: an `Actor`, or the product itself (`agentId` null). */
export type AuditActor = { agentId: string | null; name: string; role: Role };

/** The `admin` command and the demo data: a person who can run them has the machine. */
export const commandLine: AuditActor = {
  agentId: null,
  name: COMMAND_LINE,
  role: "owner",
};

export type AuditTarget = {
  /** A key of TELLS. */
  type: string;
  id: string;
};

/**
 * By kind of entry, the settings that screens hold of it. Every change of
 * settings writes an audit entry in the same transaction, so this table
 * decides what screens refresh. A test fails for a kind that is not in the
 * table.
 */
export const TELLS: Readonly<Record<string, readonly SettingsWhat[]>> = {
  agent: ["agents"],
  api_token: [],
  audit: [],
  canned_reply: ["canned_replies"],
  channel: ["channels"],
  // Its threads publish their own events.
  customer: [],
  customer_field: ["customer_fields"],
  customer_segment: ["segments"],
  customer_stage: ["customer_stages"],
  data_request: ["data_requests"],
  delivery: [],
  department: ["departments", "hours"],
  holiday_calendar: ["holidays", "hours"],
  label: ["labels"],
  lead: ["leads"],
  legal_hold: ["company"],
  macro: ["macros"],
  note_category: ["note_categories"],
  queue: ["queues"],
  report: [],
  ring_group: ["ring_groups"],
  // The company's office hours apply to queues and channels without their own.
  setting: ["routing", "company", "hours", "leads"],
  team_chat: ["company"],
  thread: [],
  workspace: [],
};

/** Records an actor's change, in the transaction that makes it, and announces it to screens. `detail` never holds a secret or a message's text. */
export async function writeAudit(
  tx: Sql,
  doer: AuditActor,
  action: AuditAction,
  target: AuditTarget,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    insert into audit_entry (id, "actorId", "actorName", action, "targetType", "targetId", detail)
    values (${newId()}::uuid, ${doer.agentId}::uuid, ${doer.name}, ${action}, ${target.type}, ${target.id},
      ${JSON.stringify(detail)}::jsonb)`);
  await announceSettings(tx, TELLS[target.type] ?? []);
  if (target.type === "channel")
    await announce(tx, [
      { kind: "channel.updated", payload: { channelId: target.id } },
    ]);
}

/** Announces that the screens' copy of these settings is old, in the transaction that changes them. */
export function announceSettings(
  tx: Sql,
  whats: readonly SettingsWhat[],
): Promise<void> {
  return announce(
    tx,
    whats.map((what) => ({ kind: "settings.updated", payload: { what } })),
  );
}
