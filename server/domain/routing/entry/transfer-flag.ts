import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/** So often within a day, and somebody should look. */
const FLAGGED = 3;
const DAY_MS = 86_400_000;

/** Call before the line of this hand-over is written. */
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
