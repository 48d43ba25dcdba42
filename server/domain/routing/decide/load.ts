/** What decides how much a thread counts for its owner. */
export type AssignedWork = {
  status: "waiting" | "open" | "snoozed" | "closed";
  /** The customer waits for an answer. */
  waitingSince: Date | null;
  lastCustomerAt: Date | null;
  /** Of its channel. */
  weight: number;
};

/** A customer who has been silent for this long takes up nobody's capacity, unless we owe a reply. */
export const SILENT_MS = 10 * 60_000;

/** Pure. Snoozed and dealt-with ones count nothing. */
export function weightOf(thread: AssignedWork, now: Date): number {
  if (thread.status !== "open") return 0;
  if (thread.waitingSince !== null) return thread.weight;
  const wrote = thread.lastCustomerAt?.getTime() ?? -Infinity;
  return now.getTime() - wrote < SILENT_MS ? thread.weight : 0;
}

/** Pure. */
export function loadOf(threads: readonly AssignedWork[], now: Date): number {
  return threads.reduce((sum, thread) => sum + weightOf(thread, now), 0);
}
