import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import type { Placed } from "./plan.ts";

/** What vendors told of people by themselves: kept with the person, and applied by the loop that knows profiles. */
export async function noteTold(
  tx: Sql,
  placed: Placed[],
  stateOf: (item: Placed) => ThreadState,
): Promise<void> {
  const told = new Map<string, Record<string, unknown>>();
  for (const item of placed) {
    if (item.event.type !== "profile") continue;
    const { identityId } = stateOf(item);
    told.set(identityId, { ...told.get(identityId), ...item.event.told });
  }
  if (told.size === 0) return;
  const rows = [...told].map(([id, facts]) => ({ id, facts }));
  wakeAfterCommit(tx, "profiles");
  await tx.$executeRaw(Prisma.sql`
    update identity i set told = coalesce(i.told, '{}') || x.facts, "profileDueAt" = now(), "profileAttempts" = 0
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, facts jsonb)
    where i.id = x.id and coalesce(i.told, '{}') || x.facts is distinct from i.told`);
}
