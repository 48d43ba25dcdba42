/** The facts that decide how much a thread adds to its owner's load. */
export type AssignedWork = {
  status: "waiting" | "open" | "snoozed" | "closed";
  /** Since when the customer waits for an answer; null: not waiting. */
  waitingSince: Date | null;
  lastCustomerAt: Date | null;
  /** Weight of its channel. */
  weight: number;
};

/** After this silence of the customer a thread takes no capacity, unless the customer waits for a reply. */
export const SILENT_MS = 10 * 60_000;

/**
 * A lead takes capacity from when an agent has it until they contact the person, for this long at most: the work of
 * one who has not called within a day is no work of the moment, and lead_late and lead_stalled speak of it.
 */
export const LEAD_COUNTS_MS = 24 * 3_600_000;

/** The thread's share of the load. Snoozed and closed threads count 0. Pure. */
export function weightOf(thread: AssignedWork, now: Date): number {
  if (thread.status !== "open") return 0;
  if (thread.waitingSince !== null) return thread.weight;
  const wrote = thread.lastCustomerAt?.getTime() ?? -Infinity;
  return now.getTime() - wrote < SILENT_MS ? thread.weight : 0;
}

/** Sum of the weights of the threads. Pure. */
export function loadOf(threads: readonly AssignedWork[], now: Date): number {
  return threads.reduce((sum, thread) => sum + weightOf(thread, now), 0);
}
