import type { NotificationKind } from "#contract/notifications/notification.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { notify, type NewNotification } from "./notify.ts";

/** The alerts to one agent that are also notifications. A status that was set is shown by the status. */
const KIND_OF: Partial<Record<string, NotificationKind>> = {
  given_to_you: "assigned",
  taken_from_you: "transferred",
  transfer_declined: "transfer_answer",
  transfer_missed: "transfer_answer",
  transfer_ended: "transfer_answer",
  mention: "mention",
  whisper: "note",
  invited: "invited",
  nudge: "reminder",
  reply_due: "reply_due",
  notify: "group",
  lead_assigned: "lead",
  lead_waiting: "lead",
  lead_stalled: "lead",
};

/** A newer one of these replaces an unread one about the same thread. */
const REPLACED: ReadonlySet<string> = new Set(["nudge", "reply_due"]);

type Raised = {
  id: string;
  kind: string;
  agentId: string | null;
  threadId: string | null;
  detail: Record<string, unknown>;
};

/** Writes the notifications of these alerts. A channel's problem is told to all who can repair it. */
export async function notifyOfAlerts(
  tx: Sql,
  alerts: readonly Raised[],
  now: Date,
): Promise<void> {
  const told: NewNotification[] = [];
  for (const { id, kind, agentId, threadId, detail } of alerts) {
    const own = KIND_OF[kind];
    const rest = { event: kind, threadId, alertId: id, detail };
    if (agentId !== null && own)
      told.push({ ...rest, kind: own, agentId, replaces: REPLACED.has(kind) });
    if (kind === "channel_problem")
      for (const admin of await admins(tx))
        told.push({ ...rest, kind: "channel_problem", agentId: admin });
  }
  await notify(tx, told, now);
}

async function admins(tx: Sql): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from agent where role in ('owner', 'admin') and "disabledAt" is null`);
  return rows.map(({ id }) => id);
}
