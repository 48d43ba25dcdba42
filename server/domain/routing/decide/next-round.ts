/** Pause before the next round, once every member has been offered the thread. */
const ROUND_PAUSE_MS = 10_000;

/**
 * When the next round may begin. An agent who missed the offer is asked again after a short pause. An agent
 * who declined is not asked again for one ring time. An agent who becomes available meanwhile is asked at
 * once: see due.ts. Pure.
 */
export function nextRoundAt({
  declinedAt,
  offerSeconds,
  now,
}: {
  /** Time of the last decline in the round; null: no one declined. */
  declinedAt: Date | null;
  offerSeconds: number;
  now: Date;
}): Date {
  const pause = now.getTime() + ROUND_PAUSE_MS;
  const peace =
    declinedAt === null ? 0 : declinedAt.getTime() + offerSeconds * 1000;
  return new Date(Math.max(pause, peace));
}
