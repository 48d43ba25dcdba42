import type { Database } from "#server/db/client.ts";
import { bulkFill, type Run } from "./bulk-fill.ts";
import type { House } from "./seed.ts";

const FORMS = 20;

/**
 * `count` leads of the last 300 days, over 20 forms and every status, half of
 * them in the status "lost", a tenth open. Most have an owner; some wait in the
 * queue. One in two thousand has failed, and one in ten thousand names a rare word.
 * @returns the statuses in their order, and a form
 */
export async function seedLeads(
  db: Database,
  { channelId, pageId, queueId, agentIds }: House,
  count: number,
): Promise<{ statuses: string[]; formId: string }> {
  const fill = async (run: Run) => {
    const { rows } = await run(
      "select id from lead_status order by position, id",
    );
    const statuses = rows.map(({ id }) => id);
    // Indexes are built at once when all rows are there, as a restored database has them.
    const { rows: indexes } = await run(
      `select indexname as id, indexdef from pg_indexes where tablename = 'lead' and indexname not in ('lead_pkey', 'lead_leadgenId_key')`,
    );
    for (const { id } of indexes) await run(`drop index "${id}"`);
    await run(
      `insert into lead (id, "channelId", "pageId", "formId", "leadgenId", platform, organic, state, "dueAt", contact,
         search, "emailKey", "statusId", "assignedType", "assignedId", "ownerId", "firstTouchAt", "amountMinor", currency,
         "createdTime", "createdAt")
       select gen_random_uuid(), $1, $2, (700700 + n % ${FORMS})::text, (9000000000000 + n)::text, 'fb', n % 3 = 0,
         case when n % 2000 = 0 then 'failed' else 'synced' end, null,
         jsonb_build_object('name', 'Person ' || n, 'email', 'person.' || n || '@example.com'),
         'person ' || n || ' person.' || n || '@example.com' || case when n % 10000 = 0 then ' zanzibar lamp' else '' end,
         'person.' || n || '@example.com',
         ($4::uuid[])[case when n % 10 = 0 then 1 when n % 10 = 1 then 2 when n % 10 = 2 then 3 when n % 10 < 5 then 4 else 5 end],
         case when n % 20 = 0 then 'queue' else 'agent' end,
         case when n % 20 = 0 then $3::uuid else ($5::uuid[])[1 + n % $6::int] end,
         case when n % 20 = 0 then null else ($5::uuid[])[1 + n % $6::int] end,
         case when n % 20 = 0 then null else at + interval '10 minutes' end, n % 100000, 'TWD', at, at
       from generate_series(1, $7::int) as n, lateral (select now() - n * interval '26 seconds' as at) t`,
      [channelId, pageId, queueId, statuses, agentIds, agentIds.length, count],
    );
    for (const { indexdef } of indexes) await run(indexdef);
    return { statuses, formId: "700707" };
  };
  return bulkFill(db, fill, "lead");
}
