import type { Sql } from "#server/db/sql.ts";
import { erasuresOf, personId } from "#server/domain/customers/erased-ids.ts";
import type { FoundThread } from "#server/domain/messages/ensure-threads.ts";
import type { Vault } from "#server/runtime/crypto.ts";
import { placeKey, timeOf, type ResolvedEvent } from "./plan.ts";

/** A transaction that waited for an erasure notes its own beginning as the time of the thread that it creates. */
const MARGIN_MS = 60_000;

/**
 * The events that may be applied. What was said before an erasure stays away,
 * however it comes, and only an act of the person brings them back, as a new
 * customer: a receipt, an echo or an edit is about what is erased.
 *
 * The caller has locked the threads that exist. An erasure that they waited
 * for is then committed, and on the ledger. A thread is younger than every
 * earlier erasure of its person, so only an event that is older than its
 * thread, or has none, costs a look at the ledger.
 * @param found by addressKey
 */
export async function withoutErased(
  tx: Sql,
  given: ResolvedEvent[],
  { found, vault }: { found: ReadonlyMap<string, FoundThread>; vault: Vault },
): Promise<ResolvedEvent[]> {
  const doubtful = given.filter((item) => {
    const thread = found.get(placeKey(item));
    const sureAfter = (thread?.createdAt.getTime() ?? Infinity) + MARGIN_MS;
    return saidAt(item) <= sureAfter;
  });
  if (doubtful.length === 0) return given;
  const erasures = await erasuresOf(tx, vault, doubtful.map(idOf));
  if (erasures.size === 0) return given;
  const said = given.filter((item) => {
    const erasedAt = erasures.get(idOf(item));
    return erasedAt === undefined || saidAt(item) > erasedAt.getTime();
  });
  const back = new Set(said.filter(isAct).map(placeKey));
  return said.filter((item) => {
    const key = placeKey(item);
    return !erasures.has(idOf(item)) || found.has(key) || back.has(key);
  });
}

/** Nothing is said after it was received, whatever the vendor's clock shows. In ms since 1970. */
function saidAt(item: ResolvedEvent): number {
  return Math.min(timeOf(item).getTime(), item.receivedAt.getTime());
}

/** Whether the person does something with it that is not about an earlier message. */
function isAct({ event }: ResolvedEvent): boolean {
  switch (event.type) {
    case "message":
    case "postback":
    case "referral":
      return true;
    case "notice":
      return event.opensWindow || event.asks;
    default:
      return false;
  }
}

function idOf({ event, channel }: ResolvedEvent): string {
  const { kind, accountId } = channel;
  return personId({ kind, accountId, externalId: event.customerId });
}
