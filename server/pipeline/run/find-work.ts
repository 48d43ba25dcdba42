import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { BACKFILL_DUE } from "#server/domain/channels/health/backfill.ts";
import { PROFILES_DUE } from "#server/domain/customers/profile.ts";
import { MAIL_DUE } from "#server/domain/mail/mail-jobs.ts";
import { PUSH_DUE } from "#server/domain/notifications/push-jobs.ts";
import { TEAM_CHAT_DUE } from "#server/domain/notifications/team-chat-jobs.ts";
import { IMPORTS_DUE } from "#server/domain/imports/work-import.ts";
import { LEADS_DUE } from "#server/domain/leads/details/fetch-lead.ts";
import { LEAD_BACKFILL_DUE } from "#server/domain/leads/intake/lead-backfill.ts";
import { LEADS_TO_RING } from "#server/domain/leads/offering/route-leads.ts";
import { INCOMING_DUE } from "#server/domain/files/incoming.ts";
import { WAITS_TO_RING } from "#server/domain/routing/offering/ring.ts";
import { QUEUES_WITH_WORK } from "#server/domain/routing/offering/router.ts";
import { DELIVERY_DUE } from "#server/pipeline/inbound/deliveries.ts";
import { LEASE_OVER, SEND_DUE } from "#server/pipeline/outbound/claim.ts";
import { DOUBT_DUE } from "#server/pipeline/outbound/resolve-uncertain.ts";

/** By loop, whether it has work: the condition of its own claim, or a slightly wider one. */
const PENDING = {
  announce: Prisma.sql`exists (select from announcement)`,
  apply: Prisma.sql`exists (select from delivery where ${DELIVERY_DUE})`,
  send: Prisma.sql`exists (select from send_job j where ${SEND_DUE})`,
  doubts: Prisma.sql`exists (select from send_job j where (${LEASE_OVER}) or (${DOUBT_DUE}))`,
  media: Prisma.sql`exists (select from attachment where ${INCOMING_DUE})`,
  profiles: Prisma.sql`exists (select from ${PROFILES_DUE})`,
  backfill: Prisma.sql`exists (select from job where ${BACKFILL_DUE})`,
  mail: Prisma.sql`exists (select from mail_job where ${MAIL_DUE})`,
  push: Prisma.sql`exists (select from push_job where ${PUSH_DUE})`,
  "team-chats": Prisma.sql`exists (select from team_chat_post where ${TEAM_CHAT_DUE})`,
  leads: Prisma.sql`(exists (select from lead where ${LEADS_DUE})
    or exists (select from job where ${LEAD_BACKFILL_DUE}))`,
  imports: Prisma.sql`exists (select from data_import where ${IMPORTS_DUE})`,
  route: Prisma.sql`(exists (select from thread t where ${WAITS_TO_RING})
    or exists (select from ${QUEUES_WITH_WORK} and q."serviceUrl" is null) or ${LEADS_TO_RING})`,
  asking: Prisma.sql`exists (select from ${QUEUES_WITH_WORK} and q."serviceUrl" is not null)`,
};

/** Work that is rows in the database and is done by a loop of its name. */
export type WorkKind = keyof typeof PENDING;
export const WORK_KINDS = Object.keys(PENDING) as WorkKind[];

/**
 * Returns the kinds of work that are waiting: work that no wake announced,
 * because its time has come, another process left it, or this one died. One
 * statement serves all kinds. One statement for each kind made 16 a second
 * with nothing to do, and new deliveries waited behind them.
 */
export async function findWork(
  db: Sql,
  works: WorkKind[],
): Promise<WorkKind[]> {
  const columns = works.map(
    (work) => Prisma.sql`${PENDING[work]} as ${Prisma.raw(`"${work}"`)}`,
  );
  const [found] = await db.$queryRaw<Record<WorkKind, boolean>[]>(
    Prisma.sql`select ${Prisma.join(columns)}`,
  );
  return works.filter((work) => found?.[work]);
}
