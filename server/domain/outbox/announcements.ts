import type { OfferEnd } from "#contract/routing/offer-end.ts";
import type { SettingsWhat } from "#contract/live/settings-what.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";

/** What decided who could see a thread, before a command changed it. */
export type VisibilitySnapshot = {
  ownerId: string | null;
  lastOwnerId: string | null;
  status: string;
  routing: string;
  routedToType: string | null;
  routedToId: string | null;
  departmentId: string | null;
  /** Who could see it by a row that is gone: an offer that has ended, taking part. */
  alsoSeenBy?: string[];
};

export type Announcement =
  | { kind: "message.created"; threadId: string; messageId: string }
  | { kind: "message.updated"; threadId: string; messageId: string }
  /** `before`: given when the change may have hidden the thread from somebody. */
  | { kind: "thread.updated"; threadId: string; before?: VisibilitySnapshot }
  | { kind: "typing"; threadId: string; payload: { agentId: string | null } }
  | { kind: "presence.updated"; payload: { agentId: string } }
  | {
      kind: "offer.created";
      threadId: string;
      /** All that were opened on the thread at once: a queue may ring at hundreds. */
      payload: { offerIds: string[] };
    }
  | {
      kind: "offer.ended";
      threadId: string;
      payload: {
        agentIds: string[];
        agentId: string | null;
        /** Who has it now, if that ended it. */
        byId: string | null;
        reason: OfferEnd;
      };
    }
  | { kind: "alert.created"; payload: { alertId: string } }
  | { kind: "alert.ended"; payload: { alertId: string } }
  | { kind: "channel.updated"; payload: { channelId: string } }
  | { kind: "settings.updated"; payload: { what: SettingsWhat } }
  /** Name, colour, or that there is such a label. */
  | { kind: "labels.changed" }
  /** What these agents may see or do has changed. */
  | { kind: "access.changed"; payload: { agentIds: string[] } };

/** What one call of `announce` wrote; `ids`: of its rows, in the same order. */
export type Announced = {
  announcements: Announcement[];
  ids: Promise<bigint[]>;
};

const watched = new WeakMap<Sql, Announced[]>();

/**
 * All that will be announced in this transaction, as it goes along. Its commit
 * then wakes nothing: the watcher publishes it, or wakes the loop.
 */
export function watchAnnouncements(tx: Sql): readonly Announced[] {
  const announced: Announced[] = [];
  watched.set(tx, announced);
  return announced;
}

/**
 * Writes what screens must be told, in the transaction that makes it true.
 * Only names are written: the sink reads the rows when it tells, so a
 * screen is never told an older state than the database has.
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
