import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/** After so many transfers within a day, a supervisor should look at the thread. */
const FLAGGED = 3;
const DAY_MS = 86_400_000;

/**
 * Alerts supervisors when a thread is transferred too often. Call it before the event of this transfer is
 * written.
 */
export async function flagTransfers(
  tx: Sql,
  state: ThreadState,
  now: Date,
): Promise<void> {
  const from = new Date(now.getTime() - DAY_MS);
  const [row] = await tx.$queryRaw<{ count: number }[]>(Prisma.sql`
    select count(*)::int from message where "threadId" = ${state.id}::uuid and kind = 'event'
      and event->>'type' = 'transferred' and "sentAt" > ${from}::timestamptz`);
  const count = (row?.count ?? 0) + 1;
  if (count < FLAGGED) return;
  await raiseAlerts(
    tx,
    [
      {
        kind: "third_transfer",
        threadId: state.id,
        departmentId: state.departmentId,
        detail: { count },
      },
    ],
    now,
  );
}
