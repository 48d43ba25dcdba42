import type { BulkAnswer } from "#contract/threads/bulk.ts";

/** The most threads of an act that one short request does. */
const MAX_AT_ONCE = 40;
/** The threads of one request of a longer act; it takes some tenths of a second. */
const PORTION = 20;

/** The outcome of an act on many threads. */
export type Portioned = BulkAnswer & {
  /** The threads that were not reached, or whose outcome is unknown. */
  left: string[];
  /** The error that ended it early; null: it was completed or stopped. */
  error: unknown;
};

/**
 * Acts on many threads in portions, so that the agent can watch and stop it. A
 * portion under way is finished.
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
    /** Called with the number of finished threads and of all. */
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
