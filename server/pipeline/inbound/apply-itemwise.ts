import type { Channels } from "#server/channels/registry.ts";
import type { Sql } from "#server/db/sql.ts";
import { isTrouble } from "#server/db/trouble.ts";
import { recheckSoon } from "#server/domain/channels/health/recheck.ts";
import { cutDeliveries } from "#server/domain/customer-record/cut-deliveries.ts";
import type { Context } from "#server/domain/context.ts";
import {
  applyEvents,
  applyingIn,
  NOTHING_AFTER,
  type PostCommitWork,
} from "./apply-events.ts";
import { applyOther } from "./apply-other.ts";
import { markDeliveries, type Delivery, type Note } from "./deliveries.ts";
import { MAX_NOTES, parseDelivery, resolveEvents } from "./resolve-events.ts";

/** Applies each item of a delivery behind its own savepoint. Items that fail are noted, and the delivery is parked for an admin to see. */
export async function applyItemwise(
  context: Context,
  tx: Sql,
  channels: Channels,
  delivery: Delivery,
): Promise<PostCommitWork> {
  const parsed = parseDelivery(channels, delivery);
  const resolved = await resolveEvents(tx, [parsed]);
  const failed: Note[] = [];
  const total = structuredClone(NOTHING_AFTER);
  const attempt = async (path: string, work: () => Promise<void>) => {
    await tx.$executeRaw`savepoint item`;
    try {
      await work();
      await tx.$executeRaw`release savepoint item`;
    } catch (error) {
      // The item is not at fault, so the whole delivery waits.
      if (isTrouble(error)) throw error;
      await tx.$executeRaw`rollback to savepoint item`;
      const reason = error instanceof Error ? error.name : "error";
      failed.push({ reason: `failed: ${reason}`, path });
    }
  };
  for (const [index, item] of resolved.inThreads.entries()) {
    await attempt(`item ${index} (${item.event.type})`, async () => {
      const done = await applyEvents(tx, [item], applyingIn(context, channels));
      total.orphanedKeys.push(...done.orphanedKeys);
      total.leftOut.push(...done.leftOut);
    });
  }
  for (const item of resolved.others) {
    await attempt(item.event.type, () => applyOther(tx, context.vault, item));
  }
  await attempt("permissions", () => recheckSoon(tx, resolved.rechecks));
  const notes = [...failed, ...(resolved.notes.get(delivery.id) ?? [])];
  await markDeliveries(tx, [delivery], {
    waiting: resolved.waiting,
    notes: new Map([[delivery.id, notes.slice(0, MAX_NOTES)]]),
    parked: new Map(
      failed.length > 0
        ? [[delivery.id, `${failed.length} of its items failed`]]
        : [],
    ),
  });
  await cutDeliveries(tx, total.leftOut, [delivery]);
  return total;
}
