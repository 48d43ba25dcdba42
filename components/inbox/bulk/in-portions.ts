import type { BulkAnswer } from "#contract/threads/bulk.ts";

/** Up to so many go in one request, which is over before anybody would stop it. */
const MAX_AT_ONCE = 40;
/** So many at a time else: a portion takes some tenths of a second. */
const PORTION = 20;

/** The outcome of an act on many threads. */
export type Portioned = BulkAnswer & {
  /** The threads that it has not come to, or of which nothing is known. */
  left: string[];
  /** Why it ended before its end; null: it was stopped, or is complete. */
  error: unknown;
};

/**
 * Acts on many threads, a portion after the other, so that it can be watched
 * and stopped. A portion under way is finished.
 * @throws the error of the first portion: nothing has been done
 */
export async function inPortions(
  ids: readonly string[],
  send: (portion: string[]) => Promise<BulkAnswer>,
  {
    isStopped,
    onProgress,
  }: {
    isStopped: () => boolean;
    /** The number that is done with, of how many. */
    onProgress: (at: number, of: number) => void;
  },
): Promise<Portioned> {
  if (ids.length <= MAX_AT_ONCE)
    return { ...(await send([...ids])), left: [], error: null };
  const sum: Portioned = { done: [], failed: [], left: [], error: null };
  for (let at = 0; at < ids.length; at += PORTION) {
    if (isStopped()) return { ...sum, left: ids.slice(at) };
    onProgress(at, ids.length);
    try {
      const { done, failed } = await send(ids.slice(at, at + PORTION));
      sum.done.push(...done);
      sum.failed.push(...failed);
    } catch (error) {
      if (at === 0) throw error;
      return { ...sum, left: ids.slice(at), error };
    }
  }
  return sum;
}
