import type { Candidate, Examined, Exclusion } from "./eligible.ts";

/** How long the groups before the next one are waited for. */
export type Widening = {
  /** For each group that is here; null: nobody is waited for. */
  seconds: number | null;
  /** When the wait in this queue began. */
  since: Date;
  now: Date;
};

/** Here, and soon free again: their group is worth waiting for. Who is away, has logged out or has passed is not. */
export const BUSY: ReadonlySet<Exclusion> = new Set([
  "wrap_up",
  "at_capacity",
  "queue_limit",
  "channel_limit",
  "handed_down_enough",
]);

/**
 * The best skill group first, and after so many seconds the next as well. Only
 * groups of which somebody is here count: eligible, or busy. The first of them
 * may be asked at once, the second when the wait has lasted as long as the
 * queue says, the third after twice that. Whoever could be asked but for that
 * is excluded as `later_group`, with the time from which they are asked.
 * A group that was asked in vain is not waited for any longer. Pure.
 */
export function widen(
  candidates: readonly Candidate[],
  { eligible, excluded }: Examined,
  { seconds, since, now }: Widening,
): Examined {
  if (seconds === null) return { eligible, excluded };
  const groups = groupsHere(candidates, { eligible, excluded });
  const opensAt = (candidate: Candidate) =>
    new Date(
      since.getTime() + groups.indexOf(groupOf(candidate)) * seconds * 1000,
    );
  const isFirst = (candidate: Candidate) => groupOf(candidate) === groups[0];
  const open = (candidate: Candidate) =>
    isFirst(candidate) || opensAt(candidate) <= now;
  const later = eligible.filter((candidate) => !open(candidate));
  return {
    eligible: eligible.filter(open),
    excluded: [
      ...excluded,
      ...later.map((candidate) => ({
        agentId: candidate.agentId,
        name: candidate.name,
        reason: "later_group" as const,
        until: opensAt(candidate).toISOString(),
      })),
    ],
  };
}

/**
 * From which wait on a thread may be given to somebody, of those that nobody
 * has passed on: the time of the best group somebody of which is free.
 * Null: nobody is. Pure.
 */
export function waitToOpenMs(
  candidates: readonly Candidate[],
  examined: Examined,
  seconds: number | null,
): number | null {
  const [best] = examined.eligible.map(groupOf).sort((a, b) => a - b);
  if (best === undefined) return null;
  if (seconds === null) return 0;
  return groupsHere(candidates, examined).indexOf(best) * seconds * 1000;
}

/** Of which somebody is eligible or busy, the best first. */
function groupsHere(
  candidates: readonly Candidate[],
  { eligible, excluded }: Examined,
): number[] {
  const here = new Set(eligible.map(({ agentId }) => agentId));
  for (const { agentId, reason } of excluded)
    if (BUSY.has(reason)) here.add(agentId);
  const groups = candidates
    .filter(({ agentId }) => here.has(agentId))
    .map(groupOf);
  return [...new Set(groups)].sort((a, b) => a - b);
}

function groupOf({ member }: Candidate): number {
  return member?.skillGroup ?? Infinity;
}
