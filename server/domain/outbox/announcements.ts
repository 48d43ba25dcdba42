import type { OfferEnd } from "#contract/routing/offer-end.ts";
import type { DraftKind } from "#contract/threads/draft.ts";
import type { SettingsWhat } from "#contract/live/settings-what.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import { currentTrace } from "#server/runtime/telemetry/traced.ts";

/** The fields that decided who could see a thread, before a command changed it. */
export type VisibilitySnapshot = {
  ownerId: string | null;
  lastOwnerId: string | null;
  status: string;
  routing: string;
  routedToType: string | null;
  routedToId: string | null;
  departmentId: string | null;
  /** Agents who could see it by a row that is gone: an ended offer, or a participant's row. */
  alsoSeenBy?: string[];
};

export type Announcement =
  | {
      kind: "message.created";
      threadId: string;
      messageId: string;
      /** Left out while no traces are sent. */
      payload?: { trace: string };
    }
  | { kind: "message.updated"; threadId: string; messageId: string }
  /** `before`: given when the change may have hidden the thread from an agent. */
  | { kind: "thread.updated"; threadId: string; before?: VisibilitySnapshot }
  /** Messages of the thread that are to be sent later. */
  | { kind: "schedule.changed"; threadId: string }
  /** The thread is deleted. */
  | { kind: "thread.removed"; threadId: string }
  | { kind: "typing"; threadId: string; payload: { agentId: string | null } }
  | { kind: "presence.updated"; payload: { agentId: string } }
  | {
      kind: "offer.created";
      threadId: string;
      /** All offers opened on the thread at once: a queue may ring for hundreds of agents. */
      payload: { offerIds: string[] };
    }
  /** The same of a lead. */
  | {
      kind: "offer.created";
      payload: { leadId: string; offerIds: string[] };
    }
  | {
      kind: "offer.ended";
      payload: {
        leadId: string;
        agentIds: string[];
        agentId: null;
        byId: string | null;
        reason: OfferEnd;
      };
    }
  | {
      kind: "offer.ended";
      threadId: string;
      payload: {
        agentIds: string[];
        agentId: string | null;
        /** The agent who has the thread now, if that ended the offer. */
        byId: string | null;
        reason: OfferEnd;
      };
    }
  /** For the agent's own devices. */
  | {
      kind: "draft.updated";
      threadId: string;
      payload: { agentId: string; draft: DraftKind };
    }
  | { kind: "alert.created"; payload: { alertId: string } }
  | { kind: "alert.ended"; payload: { alertId: string } }
  | { kind: "notification.created"; payload: { notificationId: string } }
  | {
      kind: "notification.read";
      payload: { agentId: string; notificationIds: string[] };
    }
  | { kind: "lead.created"; payload: { leadId: string } }
  | { kind: "lead.updated"; payload: { leadId: string } }
  | { kind: "lead.removed"; payload: { leadId: string; agentIds: string[] } }
  | { kind: "customer.changed"; payload: { customerId: string } }
  | { kind: "channel.updated"; payload: { channelId: string } }
  | { kind: "settings.updated"; payload: { what: SettingsWhat } }
  /** A synthetic message was applied: for no screen, see pipeline/jobs/synthetic-check. */
  | { kind: "synthetic.applied"; payload: { token: string } }
  /** A label's name or color, or that it exists. */
  | { kind: "labels.changed" }
  /** The agents' rights have changed. */
  | { kind: "access.changed"; payload: { agentIds: string[] } };

/** The trace that a message's announcement belongs to: the one given, or else the one of the work under way. */
export function tracedBy(trace: string | null | undefined = currentTrace()): {
  payload?: { trace: string };
} {
  return trace ? { payload: { trace } } : {};
}

/** The announcements of one call of `announce`; `ids`: of their rows, in the same order. */
export type Announced = {
  announcements: Announcement[];
  ids: Promise<bigint[]>;
};

const watched = new WeakMap<Sql, Announced[]>();

/**
 * Collects all announcements of this transaction as it goes along. Its commit
 * then wakes no loop: the watcher publishes them, or wakes the loop.
 */
export function watchAnnouncements(tx: Sql): readonly Announced[] {
  const announced: Announced[] = [];
  watched.set(tx, announced);
  return announced;
}

/**
 * Writes announcements, in the transaction that makes them true. Only ids are
 * written: the publisher reads the rows when it publishes, so a screen never
 * gets an older state than the database has.
 */
export async function announce(
  tx: Sql,
  announcements: Announcement[],
): Promise<void> {
  if (announcements.length === 0) return;
  const rows = announcements.map((item) => ({
    kind: item.kind,
    threadId: "threadId" in item ? item.threadId : null,
    messageId: "messageId" in item ? item.messageId : null,
    payload:
      "payload" in item
        ? item.payload
        : "before" in item
          ? { before: item.before }
          : null,
  }));
  const written = tx.$queryRaw<{ id: bigint }[]>(Prisma.sql`
    insert into announcement (kind, "threadId", "messageId", payload)
    select x.kind, x."threadId", x."messageId", x.payload
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x(kind text, "threadId" uuid, "messageId" uuid, payload jsonb)
    returning id`);
  const ids = written.then((all) => all.map(({ id }) => id));
  const watching = watched.get(tx);
  if (watching) watching.push({ announcements, ids });
  else wakeAfterCommit(tx, "announce");
  await ids;
}
