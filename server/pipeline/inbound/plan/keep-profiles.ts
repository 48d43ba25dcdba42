import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { wakeAfterCommit } from "#server/db/wakes.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";
import type { ResolvedEvent } from "./plan.ts";

/**
 * Keeps the profiles that deliveries carry. The profile loop applies them to the
 * customer; `before` tells it which contacts were told until now.
 */
export async function keepProfiles(
  tx: Sql,
  resolved: ResolvedEvent[],
  stateOf: (item: ResolvedEvent) => ThreadState,
): Promise<void> {
  const told = new Map<string, Record<string, unknown>>();
  for (const item of resolved) {
    if (item.event.type !== "profile") continue;
    const { identityId } = stateOf(item);
    told.set(identityId, { ...told.get(identityId), ...item.event.told });
  }
  if (told.size === 0) return;
  const rows = [...told].map(([id, facts]) => ({ id, facts }));
  wakeAfterCommit(tx, "profiles");
  await tx.$executeRaw(Prisma.sql`
    update identity i set "profileDueAt" = now(), "profileAttempts" = 0,
      told = coalesce(i.told, '{}') || x.facts || jsonb_build_object('before', coalesce(i.told->'before',
        jsonb_build_object('email', i.told->'email', 'phone', i.told->'phone')))
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, facts jsonb)
    where i.id = x.id and coalesce(i.told, '{}') || x.facts is distinct from i.told`);
}
