import {
  forChannel,
  type Lane,
} from "#server/domain/routing/decide/in-line.ts";
import { countPassed } from "#server/domain/routing/decide/eligible.ts";
import {
  select,
  type Selection,
} from "#server/domain/routing/decide/select.ts";
import type { DrainedQueue, Passed, QueuedThread } from "./drained-queue.ts";
import { freshNeed } from "./due.ts";

/** What the decision needs to know of a thread or lead. */
export type Selected = Pick<
  QueuedThread,
  "weight" | "channelLimit" | "handedDown" | "seed" | "queuedAt"
> & { channelId: string | null };

/** Makes the pure decision for one thread or lead of a queue. The router, services and what-if use it. */
export function selectFor(
  { queue, candidates }: Lane<DrainedQueue>,
  thread: Selected,
  passed: Passed,
  now: Date,
): Selection {
  return select({
    strategy: queue.strategy,
    candidates: forChannel(candidates, thread.channelId),
    need: {
      ...freshNeed(queue, now),
      weight: thread.weight,
      channelLimit: thread.channelLimit,
      passed: passed.by,
      handedDown: thread.handedDown,
    },
    state: {
      pointerAgentId: queue.pointerAgentId,
      order: candidates.map(({ agentId }) => agentId),
      seed: thread.seed,
      asked: countPassed(passed.by),
    },
    rangLast: passed.rangLast,
    widening: { seconds: queue.widenSeconds, since: thread.queuedAt ?? now },
    canOverflow: queue.canOverflow,
  });
}
