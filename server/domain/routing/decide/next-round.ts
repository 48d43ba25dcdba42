/** Everybody was asked: then a moment of peace before the next round. */
const ROUND_PAUSE_MS = 10_000;

/**
 * When everybody may be asked again. Whoever did not answer in time is asked
 * after a short pause; whoever said no is left in peace for as long as it would
 * have rung. Somebody who comes free meanwhile is asked at once: see due.ts. Pure.
 */
export function nextRoundAt({
  declinedAt,
  offerSeconds,
  now,
}: {
  /** The last no of the round; null: nobody said it. */
  declinedAt: Date | null;
  offerSeconds: number;
  now: Date;
}): Date {
  const pause = now.getTime() + ROUND_PAUSE_MS;
  const peace =
    declinedAt === null ? 0 : declinedAt.getTime() + offerSeconds * 1000;
  return new Date(Math.max(pause, peace));
}
