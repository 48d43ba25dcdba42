import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { WAITS } from "#server/pipeline/inbound/deliveries.ts";

/** The work that waits in the database. It is the same for every process. */
export type Backlog = {
  /** Deliveries stored and not yet applied. */
  pending: number;
  /** Seconds since the oldest of them arrived; 0: none. */
  oldest: number;
  /** Pending deliveries that wait for something else. */
  waiting: number;
  /** Deliveries set aside after too many attempts. */
  parked: number;
  /** Outgoing messages that the vendor has not taken yet. */
  queued: number;
  /** Seconds since the oldest outgoing message was due; 0: none is. */
  overdue: number;
  /** Outgoing messages that the vendor may have. */
  uncertain: number;
  /** Changes that the screens have not been told. */
  announcements: number;
  /** Customers' files not fetched yet. */
  files: number;
};

/** Counts the waiting work. */
export async function readBacklog(
  sql: Pick<Sql, "$queryRaw">,
): Promise<Backlog> {
  const [row] = await sql.$queryRaw<Backlog[]>(Prisma.sql`
    select
      (select count(*) from delivery where state = 'pending')::float8 as pending,
      (select coalesce(extract(epoch from now() - min("receivedAt")), 0)
         from delivery where state = 'pending')::float8 as oldest,
      (select count(*) from delivery where state = 'pending' and starts_with(error, ${WAITS}))::float8 as waiting,
      (select count(*) from delivery where state = 'parked')::float8 as parked,
      (select count(*) from send_job)::float8 as queued,
      (select greatest(coalesce(extract(epoch from now() - min("dueAt")), 0), 0)
         from send_job where state = 'queued')::float8 as overdue,
      (select count(*) from send_job where state = 'uncertain')::float8 as uncertain,
      (select count(*) from announcement)::float8 as announcements,
      (select count(*) from attachment where state = 'pending')::float8 as files`);
  if (!row) throw new Error("A query of one row gave none.");
  return row;
}
