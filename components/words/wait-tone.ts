const SECOND_MS = 1_000;
/** The reply target of a queue that has none. */
const USUAL_TARGET_SECONDS = 30 * 60;
/** From this share of the target on a wait is shown as urgent. */
const SOON_FROM = 0.5;

export type WaitTone = "calm" | "soon" | "late";

export const WAIT_COLORS: Record<WaitTone, string> = {
  calm: "",
  soon: "font-medium text-warning",
  late: "font-medium text-destructive",
};

/** The urgency of a wait by the reply target of its queue. Pure. */
export function waitTone(
  waitedMs: number,
  targetSeconds: number | null | undefined,
): WaitTone {
  const targetMs = (targetSeconds ?? USUAL_TARGET_SECONDS) * SECOND_MS;
  if (waitedMs >= targetMs) return "late";
  return waitedMs >= targetMs * SOON_FROM ? "soon" : "calm";
}
