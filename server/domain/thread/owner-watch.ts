import type { RoutingSettings } from "#contract/routing/routing-settings.ts";
import type { Sql } from "#server/db/sql.ts";
import { setTimers } from "#server/domain/outbox/timers.ts";
import type { ThreadState } from "./thread-state.ts";

/** Sets the timer that finds threads whose owner does not answer: see conversations/ownership/owner-reminder.ts. */
export async function watchOwners(
  tx: Sql,
  states: ThreadState[],
  { silentMinutes }: Pick<RoutingSettings, "silentMinutes">,
  now: Date,
): Promise<void> {
  if (silentMinutes === null) return;
  const waited = states.filter(
    ({ ownerId, waitingSince }) => ownerId !== null && waitingSince !== null,
  );
  await setTimers(
    tx,
    waited.map(({ id }) => ({
      kind: "silent",
      key: id,
      dueAt: new Date(now.getTime() + silentMinutes * 60_000),
      payload: { stage: 1 },
    })),
  );
}
