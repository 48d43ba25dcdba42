import type { Sql } from "#server/db/sql.ts";
import {
  findMessages,
  nameOf,
  takeEarlyEffects,
  type EarlyEffect,
  type Named,
} from "./effects.ts";

/** What the database knows of messages before they are received. */
export type KnownMessages = {
  /** Those that are there already, by `nameOf`. */
  known: Set<string>;
  /** What came too early for them; taken out, to be applied with them. */
  early: EarlyEffect[];
};

/**
 * Asks for it along with the lock of the threads, and behind it: while that is
 * held, nobody else adds a message to them.
 */
export async function loadKnownMessages(
  tx: Sql,
  named: Named[],
): Promise<KnownMessages> {
  if (named.length === 0) return { known: new Set(), early: [] };
  const [ids, early] = await Promise.all([
    findMessages(tx, named),
    takeEarlyEffects(tx, named),
  ]);
  return { known: new Set(ids.keys()), early };
}

export function joined(...all: KnownMessages[]): KnownMessages {
  return {
    known: new Set(all.flatMap(({ known }) => [...known])),
    early: all.flatMap(({ early }) => early),
  };
}

/** Those not there yet, each once. Pure. */
export function onlyNew<
  T extends { channelId: string; externalId: string | null },
>(messages: T[], { known }: KnownMessages): T[] {
  const seen = new Set(known);
  return messages.filter(({ channelId, externalId }) => {
    if (externalId === null) return true;
    const name = nameOf({ channelId, externalId });
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}
