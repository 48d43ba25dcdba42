import type { Sql } from "#server/db/sql.ts";
import {
  findMessages,
  nameOf,
  takeEarlyEffects,
  type EarlyEffect,
  type Named,
} from "./effects.ts";

/** The database's knowledge of messages before they are received. */
export type KnownMessages = {
  /** The messages that exist already, by `nameOf`. */
  known: Set<string>;
  /** Effects that arrived before their messages; removed here, to be applied with them. */
  early: EarlyEffect[];
};

/**
 * Reads it along with the lock of the threads, and after it: while the lock is
 * held, no other process adds a message to them.
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

/** The messages that do not exist yet, each once. Pure. */
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
