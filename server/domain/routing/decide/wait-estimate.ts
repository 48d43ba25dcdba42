/** Of the last ones taken from a queue so many are looked at. */
export const PAST_WAITS = 20;
/** Fewer say nothing. */
const ENOUGH = 5;
/** Nor do fewer who waited longer than this one has. */
const ENOUGH_LONGER = 3;

const MINUTE_MS = 60_000;

/**
 * How many minutes more somebody who has waited so long will wait, going by
 * those before: the median of what was still before those who waited longer,
 * rounded up, at least one. Null: nobody can honestly say, because too few were
 * taken lately, or this one has waited longer than nearly all of them. Pure.
 * @param pastMs waits of the last ones taken.
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

/** Of numbers in order, at least one. */
function median(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1
    ? upper
    : ((sorted[half - 1] ?? upper) + upper) / 2;
}
