import { REMINDER_DAYS } from "#contract/people/review.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import type { Context } from "#server/domain/context.ts";
import { enqueueMails, type NewMail } from "#server/domain/mail/mail-jobs.ts";

type Ending = {
  id: string;
  name: string;
  expiresAt: Date;
  channelId: string;
  channelName: string;
  departmentId: string | null;
};

/**
 * Alerts the supervisors of a page once, a week before a reviewer's access to
 * it ends, and writes to the admins, who alone can renew it. A renewed reviewer has a new end, and a new reminder. Safe to repeat.
 * @returns how many reminders it wrote.
 */
export async function remindOfReviewers(context: Context): Promise<number> {
  return inSqlTransaction(context.db, async (tx) => {
    const now = context.clock.now();
    const ending = await tx.$queryRaw<Ending[]>(Prisma.sql`
      select a.id, a.name, a."expiresAt", ch.id as "channelId", ch.name as "channelName", ch."departmentId"
      from agent a join channel ch on ch.id = a."reviewChannelId"
      where a.role = 'reviewer' and a."disabledAt" is null and a."expiresAt" > ${now}::timestamptz
        and a."expiresAt" <= ${now}::timestamptz + make_interval(days => ${REMINDER_DAYS}::int)
        and a."endRemindedFor" is distinct from a."expiresAt"
      order by a.id for update of a skip locked`);
    if (ending.length === 0) return 0;
    await raiseAlerts(
      tx,
      ending.map(({ id, name, expiresAt, channelId, ...channel }) => ({
        kind: "reviewer_ends",
        departmentId: channel.departmentId,
        detail: {
          agent: { id, name },
          channel: { id: channelId, name: channel.channelName },
          until: expiresAt.toISOString(),
        },
      })),
      now,
    );
    await enqueueMails(tx, mailsOf(ending, await listAdmins(tx)));
    const ids = ending.map(({ id }) => id);
    await tx.$executeRaw(Prisma.sql`
      update agent set "endRemindedFor" = "expiresAt" where id = any(${ids}::uuid[])`);
    return ending.length;
  });
}

async function listAdmins(tx: Sql): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from agent where role in ('owner', 'admin') and "disabledAt" is null order by id`);
  return rows.map(({ id }) => id);
}

function mailsOf(ending: Ending[], adminIds: string[]): NewMail[] {
  return ending.flatMap(({ id, name, channelName, expiresAt }) =>
    adminIds.map((agentId) => {
      const endsAt = expiresAt.toISOString();
      return {
        to: { agentId },
        template: "reviewer_ending" as const,
        data: { reviewer: name, channel: channelName, endsAt },
        dedupeKey: `reviewer_ending ${id} ${endsAt} ${agentId}`,
        goodUntil: expiresAt,
      };
    }),
  );
}
