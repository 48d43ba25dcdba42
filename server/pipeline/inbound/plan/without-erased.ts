import type { Sql } from "#server/db/sql.ts";
import { erasuresOf, personId } from "#server/domain/customers/erased-ids.ts";
import type { Vault } from "#server/runtime/crypto.ts";
import { timeOf, type ResolvedEvent } from "./plan.ts";

/** A younger event is the person writing now: the path of a message is spared the look. */
const LIVE_MS = 10_000;

/** The events that may be applied: what an erased person wrote before the erasure stays away, however it comes. */
export async function withoutErased(
  tx: Sql,
  given: ResolvedEvent[],
  { now, vault }: { now: Date; vault: Vault },
): Promise<ResolvedEvent[]> {
  const past = given.filter(
    (item) => now.getTime() - timeOf(item).getTime() > LIVE_MS,
  );
  if (past.length === 0) return given;
  const erasures = await erasuresOf(tx, vault, past.map(idOf));
  if (erasures.size === 0) return given;
  return given.filter((item) => {
    const erasedAt = erasures.get(idOf(item));
    return erasedAt === undefined || timeOf(item) > erasedAt;
  });
}

function idOf({ event, channel }: ResolvedEvent): string {
  const { kind, accountId } = channel;
  return personId({ kind, accountId, externalId: event.customerId });
}
