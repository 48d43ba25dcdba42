import type { OfficeState } from "#contract/hours/hours.ts";

/** The exchange is live for this long after an agent's last message, and no wait message goes out. */
export const LIVE_EXCHANGE_MS = 10 * 60_000;

export type WaitFacts = {
  /** Whether the thread is in that queue and has no owner. */
  waits: boolean;
  /** Whether the queue sends wait messages. */
  tells: boolean;
  office: OfficeState;
  paused: boolean;
  /** When an agent last wrote to the customer; null: not lately. */
  answeredAt: Date | null;
  now: Date;
};

export type WaitStep =
  { kind: "say" } | { kind: "later"; at: Date } | { kind: "silent" };

/**
 * Decides whether a waiting customer gets the wait message now. While the queue is closed or paused they do
 * not, since those states have their own messages. During a live exchange the message is put off until the
 * exchange has ended. Pure.
 */
export function waitStep(facts: WaitFacts): WaitStep {
  const { waits, tells, office, paused, answeredAt, now } = facts;
  if (!waits || !tells || paused || office !== "open")
    return { kind: "silent" };
  if (answeredAt === null) return { kind: "say" };
  const over = new Date(answeredAt.getTime() + LIVE_EXCHANGE_MS);
  return over > now ? { kind: "later", at: over } : { kind: "say" };
}
