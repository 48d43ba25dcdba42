/** The estimate reads so many of the last waits of a queue. */
export const PAST_WAITS = 20;
/** With fewer waits there is no estimate. */
const ENOUGH = 5;
/** There is no estimate either when fewer of them were longer than this wait already is. */
const ENOUGH_LONGER = 3;

const MINUTE_MS = 60_000;

/**
 * Estimates how many more minutes a customer will wait: the median of the remaining time in those past waits
 * that were longer, rounded up, at least one. Null: no honest estimate is possible, because too few threads
 * were taken lately, or this wait is longer than nearly all of them. Pure.
 * @param pastMs waits of the last threads that were taken.
 * @param waitedMs how long this customer has waited.
 */
export function waitMinutes(
  pastMs: readonly number[],
  waitedMs: number,
): number | null {
  if (pastMs.length < ENOUGH) return null;
  const left = pastMs
    .filter((ms) => ms > waitedMs)
    .map((ms) => ms - waitedMs)
    .sort((a, b) => a - b);
  if (left.length < ENOUGH_LONGER) return null;
  return Math.max(1, Math.ceil(median(left) / MINUTE_MS));
}

/** The median of sorted numbers; at least one is needed. */
function median(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1
    ? upper
    : ((sorted[half - 1] ?? upper) + upper) / 2;
}
