import type { LeadStats } from "#contract/leads/lead-requests.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { leadVisibleTo } from "#server/domain/access/visible-lead.ts";

/**
 * Counts the leads of a month that the actor may see, by the time their form
 * was filled in and in the company's time zone. Test leads are in none.
 */
export async function leadStats(
  context: Context,
  actor: Actor,
  asked: string | undefined,
): Promise<LeadStats> {
  const { sql } = context.db;
  const { timeZone } = await readCompany(sql);
  const month = asked ?? monthOf(context.clock.now(), timeZone);
  const start = Prisma.sql`(${`${month}-01`}::timestamp at time zone ${timeZone})`;
  const end = Prisma.sql`((${`${month}-01`}::timestamp + interval '1 month') at time zone ${timeZone})`;
  const [bounds] = await sql.$queryRaw<{ from: Date; to: Date }[]>(
    Prisma.sql`select ${start} as "from", ${end} as "to"`,
  );
  if (!bounds) throw new Error("A select without a table gives one row.");
  const rows = await sql.$queryRaw<
    { state: "synced" | "failed" | "pending"; leads: number }[]
  >(Prisma.sql`
    select l.state, count(*)::int as leads from lead l left join channel ch on ch.id = l."channelId"
    where not l.test and l."createdTime" >= ${bounds.from}::timestamptz and l."createdTime" < ${bounds.to}::timestamptz
      and ${leadVisibleTo(actor)} group by l.state`);
  const counts = { synced: 0, failed: 0, pending: 0 };
  for (const { state, leads } of rows) counts[state] = leads;
  const total = counts.synced + counts.failed + counts.pending;
  return {
    month,
    from: bounds.from.toISOString(),
    to: bounds.to.toISOString(),
    ...counts,
    total,
  };
}

/** "2026-11", as the calendar there says. Pure. */
function monthOf(now: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
  })
    .format(now)
    .slice(0, 7);
}
