import { Prisma } from "#server/db/client.ts";
import { NOTIFICATION_DAYS } from "#server/domain/notifications/notifications.ts";
import { numberOldThreads } from "#server/domain/conversations/number-threads.ts";
import { removeDeletedThreads } from "#server/domain/conversations/delete-thread.ts";
import type { Context } from "#server/domain/context.ts";

/** An edit or reaction waits this long for its message. */
const KEEP_EARLY = "7 days";
/** Alerts, and how long answers took: see contract/supervision, queue.handleHours. */
const KEEP_ALERTS = "30 days";
const KEEP_HANDLE_SPANS = "31 days";
const KEEP_JOBS = "30 days";
/** The time mails are kept: see domain/mail/mail-jobs. */
const KEEP_MAILS = "30 days";
/** The time that waits of customers are kept: see routing/wait-message. */
const KEEP_QUEUE_WAITS = "31 days";
/** Twice as long as it is compared with: see channels/traffic. */
const KEEP_TRAFFIC = "56 days";
/** A cookie is valid for 30 days: see auth/session-cookie. */
const KEEP_SESSIONS = "31 days";
/** The most deliveries kept for pages that may never be connected. The oldest are removed first. */
const MAX_WAITING = 20_000;

/** Removes expired rows of the kinds whose time no admin sets; for the others see `applyRetention`. */
export async function housekeep(context: Context): Promise<void> {
  const { sql } = context.db;
  await removeDeletedThreads(context);
  await numberOldThreads(context);
  await sql.$executeRaw(Prisma.sql`
    delete from delivery where state = 'waiting' and id <= (select id from delivery
      where state = 'waiting' order by id desc offset ${MAX_WAITING} limit 1)`);
  await sql.$executeRaw(
    Prisma.sql`delete from early_event where "createdAt" < now() - ${KEEP_EARLY}::interval`,
  );
  await sql.$executeRaw(
    Prisma.sql`delete from agent_session where "createdAt" < now() - ${KEEP_SESSIONS}::interval`,
  );
  await sql.$executeRaw(
    Prisma.sql`delete from throttle where "endsAt" < now()`,
  );
  // Logins at a vendor, with the tokens that they hold.
  await sql.$executeRaw(
    Prisma.sql`delete from channel_login where "expiresAt" < now()`,
  );
  await sql.$executeRaw(
    Prisma.sql`delete from alert where "createdAt" < now() - ${KEEP_ALERTS}::interval`,
  );
  await sql.$executeRaw(
    Prisma.sql`delete from notification where "createdAt" < now() - ${NOTIFICATION_DAYS}::int * interval '1 day'`,
  );
  await sql.$executeRaw(
    Prisma.sql`delete from queue_wait where "takenAt" < now() - ${KEEP_QUEUE_WAITS}::interval`,
  );
  await sql.$executeRaw(
    Prisma.sql`delete from job where "finishedAt" < now() - ${KEEP_JOBS}::interval`,
  );
  await sql.$executeRaw(
    Prisma.sql`delete from mail_job where "finishedAt" < now() - ${KEEP_MAILS}::interval`,
  );
  await sql.$executeRaw(
    Prisma.sql`delete from channel_hour where hour < now() - ${KEEP_TRAFFIC}::interval`,
  );
  await sql.$executeRaw(
    Prisma.sql`delete from handle_span where "endedAt" < now() - ${KEEP_HANDLE_SPANS}::interval`,
  );
}
