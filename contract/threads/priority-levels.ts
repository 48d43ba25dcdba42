/** The urgency of a conversation, as an agent has set it. From the lowest to the highest. */
export const PRIORITIES = ["low", "normal", "high", "urgent"] as const;
export type Priority = (typeof PRIORITIES)[number];

/**
 * The steps that a priority adds to a thread's place in line. One step equals
 * a quarter of an hour of waiting (see domain/thread/thread-state).
 */
export const PRIORITY_STEPS: Readonly<Record<Priority, number>> = {
  low: -4,
  normal: 0,
  high: 4,
  urgent: 16,
};
