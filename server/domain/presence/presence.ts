import type { Presence } from "#contract/shapes.ts";
import { inTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import { changePresence } from "#server/domain/presence/change-presence.ts";

/** The actor's own presence. Safe to repeat. */
export async function setPresence(
  context: Context,
  actor: Pick<Actor, "agentId">,
  presence: Presence,
): Promise<Presence> {
  const now = context.clock.now();
  const changed = await inTransaction(context.db, (tx) =>
    changePresence(tx, {
      agentId: actor.agentId,
      presence,
      reason: null,
      now,
    }),
  );
  if (changed) context.wake("announce");
  return presence;
}
