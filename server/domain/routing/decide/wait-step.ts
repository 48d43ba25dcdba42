import type { OfficeState } from "#contract/hours/hours.ts";

/** So long after the last word of a person the exchange is a live one: nothing is said into it. */
export const LIVE_EXCHANGE_MS = 10 * 60_000;

export type WaitFacts = {
  /** In that queue, owned by nobody. */
  waits: boolean;
  /** The queue tells those who wait. */
  tells: boolean;
  office: OfficeState;
  paused: boolean;
  /** When a person here last wrote to the customer; null: not lately. */
  answeredAt: Date | null;
  now: Date;
};

export type WaitStep =
  { kind: "say" } | { kind: "later"; at: Date } | { kind: "silent" };

/**
 * Is somebody who waits told so now? Not where nobody will come (closed,
 * paused: that has words of its own), and not into a live exchange: then when
 * it has died down, should they wait still. Pure.
 */
export function waitStep(facts: WaitFacts): WaitStep {
  const { waits, tells, office, paused, answeredAt, now } = facts;
  if (!waits || !tells || paused || office !== "open")
    return { kind: "silent" };
  if (answeredAt === null) return { kind: "say" };
  const over = new Date(answeredAt.getTime() + LIVE_EXCHANGE_MS);
  return over > now ? { kind: "later", at: over } : { kind: "say" };
}
