import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import {
  notify,
  type NewNotification,
} from "#server/domain/notifications/notify.ts";
import { awaitUnseenMessages } from "#server/domain/notifications/unseen-timer.ts";
import type { Row } from "./addressed-event.ts";

/** The messages of this long are looked at together: their intake pays nothing for it. */
const EVERY_MS = 1_000;
const SHOWN_CHARACTERS = 200;
/** Kept while the database does not answer; beyond it the oldest are left out. */
const MAX_WAITING = 5_000;

export type FollowedReplies = {
  onPublished(rows: readonly Row[]): void;
  /** Looks at the waiting messages now. */
  flush(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Notifies participants of a customer's messages in the threads that they
 * follow, owners who have a device for pushes or want them listed of those in
 * their own, and
 * agents with such a device of their offers: one unread notification for each
 * thread or lead, with the newest message.
 */
export function startFollowedReplies(context: Context): FollowedReplies {
  let waiting: string[] = [];
  let offers: string[] = [];
  let leadOffers: string[] = [];
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    flushing = flushing.then(async () => {
      const [ids, rung, leads] = [waiting, offers, leadOffers];
      waiting = [];
      offers = [];
      leadOffers = [];
      try {
        if (rung.length > 0) await notifyOfOffers(context, rung);
        if (leads.length > 0) await notifyOfLeadOffers(context, leads);
        if (ids.length > 0) await notifyOfMessages(context, ids);
      } catch (error) {
        context.log.warn({ err: error }, "messages not notified of");
        waiting = [...ids, ...waiting].slice(-MAX_WAITING);
      }
    });
    return flushing;
  }

  return {
    onPublished(rows) {
      for (const { kind, messageId, payload } of rows) {
        if (kind === "message.created" && messageId !== null)
          waiting.push(messageId);
        if (kind === "offer.created")
          (payload.leadId === undefined ? offers : leadOffers).push(
            ...(payload.offerIds ?? []),
          );
      }
      if (waiting.length + offers.length + leadOffers.length > 0)
        timer ??= setTimeout(() => void flush(), EVERY_MS);
    },
    flush,
    stop: flush,
  };
}

async function notifyOfMessages(
  context: Context,
  messageIds: string[],
): Promise<void> {
  await inSqlTransaction(context.db, (tx) =>
    awaitUnseenMessages(tx, messageIds, context.clock.now()),
  );
  // An announcement may be published twice.
  // An owner without a device who does not want them listed is not looked at: the inbox shows their messages.
  const told = await context.db.sql.$queryRaw<
    {
      kind: "reply" | "message";
      threadId: string;
      agentId: string;
      messageId: string;
      text: string | null;
    }[]
  >(Prisma.sql`
    select distinct on (m."threadId", w."agentId") w.kind, m."threadId", w."agentId", m.id as "messageId",
      left(m.text, ${SHOWN_CHARACTERS}::int) as text
    from message m join thread t on t.id = m."threadId" join lateral (
      select p."agentId", 'reply' as kind from thread_participant p
        where p."threadId" = t.id and p."createdAt" < m."createdAt" and p."agentId" is distinct from t."ownerId"
      union all
      select t."ownerId", 'message' where t.status <> 'snoozed' -- its snooze holds, whatever the customer writes
        and (exists (select from push_subscription s where s."agentId" = t."ownerId")
          or exists (select from agent a where a.id = t."ownerId"
            and (a."notificationSettings"->'kinds'->'message'->>'app')::boolean))
    ) w on true
    where m.id = any(${messageIds}::uuid[]) and m.direction = 'in' and m.kind = 'message'
      and not exists (select from notification n where n."threadId" = m."threadId" and n."agentId" = w."agentId"
        and n.detail->>'messageId' = m.id::text)
    order by m."threadId", w."agentId", m.id desc`);
  await write(
    context,
    told.map(({ messageId, text, ...to }) => ({
      ...to,
      detail: { messageId, text },
      replaces: true,
    })),
  );
}

async function notifyOfOffers(
  context: Context,
  offerIds: string[],
): Promise<void> {
  const told = await context.db.sql.$queryRaw<
    { threadId: string; agentId: string }[]
  >(Prisma.sql`
    select o."threadId", o."agentId" from offer o
    where o.id = any(${offerIds}::uuid[]) and o."endedAt" is null
      and exists (select from push_subscription s where s."agentId" = o."agentId")`);
  await write(
    context,
    told.map((to) => ({ ...to, kind: "ring", replaces: true })),
  );
}

async function notifyOfLeadOffers(
  context: Context,
  offerIds: string[],
): Promise<void> {
  const told = await context.db.sql.$queryRaw<
    {
      agentId: string;
      leadId: string;
      name: string | null;
      externalId: string;
    }[]
  >(Prisma.sql`
    select o."agentId", o."leadId", l.contact->>'name' as name, l."leadgenId" as "externalId"
    from lead_offer o join lead l on l.id = o."leadId"
    where o.id = any(${offerIds}::uuid[]) and o."endedAt" is null
      and exists (select from push_subscription s where s."agentId" = o."agentId")`);
  await write(
    context,
    told.map(({ agentId, leadId, ...customer }) => ({
      kind: "ring",
      event: "ring_lead",
      agentId,
      detail: { leadId, customer },
    })),
  );
}

async function write(
  context: Context,
  notifications: NewNotification[],
): Promise<void> {
  if (notifications.length === 0) return;
  await inSqlTransaction(context.db, (tx) =>
    notify(tx, notifications, context.clock.now()),
  );
}
