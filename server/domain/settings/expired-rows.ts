import type {
  ChannelRetention,
  Retention,
} from "#contract/company/retention.ts";
import { Prisma } from "#server/db/client.ts";
import {
  isOutside,
  outside,
  type HeldPeriod,
} from "#server/domain/access/held-periods.ts";
import { isHeldLead, isHeldThread } from "#server/domain/access/legal-hold.ts";

/** The periods under a hold; "none": as if nothing at all was held, for a preview. */
export type Holds = readonly HeldPeriod[] | "none";

/**
 * SELECT of the ids of deliveries that are kept no longer. A delivery holds the
 * texts of its messages, so it goes with them at the latest.
 */
export function expiredDeliveries(
  retention: Retention,
  holds: Holds,
): Prisma.Sql {
  const { deliveriesDays, messagesDays } = retention;
  const days = Math.min(deliveriesDays, messagesDays ?? deliveriesDays);
  const isOld = Prisma.sql`"receivedAt" < ${before(days)}`;
  // A source delivers for several channels: the one that keeps its messages for the shortest time decides.
  const sooner = Object.entries(retention.channels).flatMap(([id, own]) =>
    own.messagesDays !== null && own.messagesDays < days
      ? Prisma.sql`("receivedAt" < ${before(own.messagesDays)}
          and "sourceId" = (select "sourceId" from channel where id = ${id}::uuid))`
      : [],
  );
  return outside(
    periodsOf(holds),
    Prisma.sql`"receivedAt"`,
    (
      isFree,
    ) => Prisma.sql`select id from delivery where state in ('applied', 'waiting')
      and (${Prisma.join([isOld, ...sooner], " or ")}) and ${isFree}`,
  );
}

/** SELECT of the ids of messages that are kept no longer; null: all are kept. */
export function expiredMessages(
  retention: Retention,
  holds: Holds,
): Prisma.Sql | null {
  const at = Prisma.sql`m."sentAt"`;
  const isExpired = expiry(retention, "messagesDays", at);
  if (isExpired === null) return null;
  // An open conversation keeps its history: whether its customer waits follows from it.
  return outside(
    periodsOf(holds),
    at,
    (
      isFree,
    ) => Prisma.sql`select m.id from message m join thread t on t.id = m."threadId"
      where ${isExpired} and ${isFree} and t.status = 'closed' and ${unless(holds, isHeldThread)}
        and not exists (select 1 from send_job j where j."messageId" = m.id)`,
  );
}

/**
 * SELECT of the ids of scheduled messages that were held and are kept no longer; null: all are kept. They are
 * texts of the conversation, like its messages.
 */
export function expiredScheduled(
  retention: Retention,
  holds: Holds,
): Prisma.Sql | null {
  const at = Prisma.sql`s."dueAt"`;
  const isExpired = expiry(retention, "messagesDays", at);
  if (isExpired === null) return null;
  return outside(
    periodsOf(holds),
    at,
    (
      isFree,
    ) => Prisma.sql`select s.id from scheduled_message s join thread t on t.id = s."threadId"
      where ${isExpired} and ${isFree} and s."heldCode" is not null and t.status = 'closed'
        and ${unless(holds, isHeldThread)}`,
  );
}

/** SELECT of the ids of attachments whose files are kept no longer; null: all are kept. */
export function expiredFiles(
  retention: Retention,
  holds: Holds,
): Prisma.Sql | null {
  const at = Prisma.sql`f."createdAt"`;
  const isExpired = expiry(retention, "filesDays", at);
  if (isExpired === null) return null;
  // A file can be stored long after its message was sent: history that was fetched. One of the two times holds it.
  const isFreeMessage = isOutside(periodsOf(holds), Prisma.sql`m."sentAt"`);
  return outside(
    periodsOf(holds),
    at,
    (
      isFree,
    ) => Prisma.sql`select f.id from attachment f join message m on m.id = f."messageId"
      join thread t on t.id = m."threadId"
      where ${isExpired} and ${isFree} and ${isFreeMessage} and f."storageKey" is not null and t.status = 'closed'
        and ${unless(holds, isHeldThread)} and not exists (select 1 from send_job j where j."messageId" = m.id)`,
  );
}

/** SELECT of the ids of leads that are kept no longer; null: all are kept. */
export function expiredLeads(
  { leadsDays }: Retention,
  holds: Holds,
): Prisma.Sql | null {
  if (leadsDays === null) return null;
  return outside(
    periodsOf(holds),
    Prisma.sql`l."createdTime"`,
    (isFree) => Prisma.sql`select l.id from lead l
      where l."createdTime" < ${before(leadsDays)} and ${isFree} and ${unless(holds, isHeldLead)}`,
  );
}

/**
 * SELECT of the ids of routing decisions that are kept no longer; null: all are kept. An open conversation keeps
 * those of its session: "Why here?" answers with them.
 */
export function expiredTraces(
  retention: Retention,
  holds: Holds,
): Prisma.Sql | null {
  return expiredRouting(retention, holds, {
    table: Prisma.sql`routing_trace`,
    at: Prisma.sql`r.at`,
    isOver: Prisma.sql`true`,
  });
}

/**
 * SELECT of the ids of offers that are kept no longer; null: all are kept. An open conversation keeps those of its
 * session: the router asks them who has passed on it. Reports count missed offers by facts (thread/facts.ts).
 */
export function expiredOffers(
  retention: Retention,
  holds: Holds,
): Prisma.Sql | null {
  return expiredRouting(retention, holds, {
    table: Prisma.sql`offer`,
    at: Prisma.sql`r."createdAt"`,
    isOver: Prisma.sql`r."endedAt" is not null`,
  });
}

/** SELECT of the ids of offers of leads that are kept no longer; null: all are kept. A lead in line keeps its offers. */
export function expiredLeadOffers(
  { routingDays }: Retention,
  holds: Holds,
): Prisma.Sql | null {
  if (routingDays === null) return null;
  const isHeld = Prisma.sql`exists (select from lead l where l.id = r."leadId" and ${isHeldLead})`;
  return outside(
    periodsOf(holds),
    Prisma.sql`r."createdAt"`,
    (
      isFree,
    ) => Prisma.sql`select r.id from lead_offer r where r."createdAt" < ${before(routingDays)}
      and ${isFree} and r."endedAt" is not null and not exists (select from lead_wait w where w.id = r."leadId")
      and ${unless(holds, isHeld)}`,
  );
}

/** SELECT from a table `r` whose rows are of a thread and have a time. */
function expiredRouting(
  retention: Retention,
  holds: Holds,
  {
    table,
    at,
    isOver,
  }: { table: Prisma.Sql; at: Prisma.Sql; isOver: Prisma.Sql },
): Prisma.Sql | null {
  // The note of a transfer request is a text of the conversation, so these go with the messages at the latest.
  const { routingDays } = retention;
  const sooner = (days: number | null) =>
    routingDays === null || days === null
      ? (routingDays ?? days)
      : Math.min(routingDays, days);
  const isExpired = expiry(
    {
      ...retention,
      messagesDays: sooner(retention.messagesDays),
      channels: Object.fromEntries(
        Object.entries(retention.channels).map(([id, own]) => [
          id,
          { ...own, messagesDays: sooner(own.messagesDays) },
        ]),
      ),
    },
    "messagesDays",
    at,
  );
  if (isExpired === null) return null;
  return outside(
    periodsOf(holds),
    at,
    (
      isFree,
    ) => Prisma.sql`select r.id from ${table} r join thread t on t.id = r."threadId"
      where ${isExpired} and ${isFree} and ${isOver} and ${unless(holds, isHeldThread)} and (t.status = 'closed'
        or ${at} < (select s."openedAt" from thread_session s where s.id = t."sessionId"))`,
  );
}

function periodsOf(holds: Holds): readonly HeldPeriod[] {
  return holds === "none" ? [] : holds;
}

function unless(holds: Holds, isHeld: Prisma.Sql): Prisma.Sql {
  return holds === "none" ? Prisma.sql`true` : Prisma.sql`not ${isHeld}`;
}

/**
 * SQL condition: `at` is longer ago than the channel of a thread `t` keeps it;
 * null: every channel keeps all of it.
 */
function expiry(
  retention: Retention,
  of: keyof ChannelRetention,
  at: Prisma.Sql,
): Prisma.Sql | null {
  const own = Object.entries(retention.channels);
  const all = [retention[of], ...own.map(([, days]) => days[of])];
  const limits = all.filter((days) => days !== null);
  if (limits.length === 0) return null;
  // Plain, so that the index of the time serves; the days of each channel then decide.
  const isOld = Prisma.sql`${at} < ${before(Math.min(...limits))}`;
  if (own.length === 0) return isOld;
  const cases = own.map(
    ([id, days]) => Prisma.sql`when ${id}::uuid then ${days[of]}::int`,
  );
  // Without an end it is null, and so is the comparison.
  return Prisma.sql`${isOld} and ${at} < now() - interval '1 day'
    * case t."channelId" ${Prisma.join(cases, " ")} else ${retention[of]}::int end`;
}

function before(days: number): Prisma.Sql {
  return Prisma.sql`now() - ${days}::int * interval '1 day'`;
}
