import type { Candidate, Examined, Exclusion } from "./eligible.ts";

/** The time the queue waits for each skill group before it asks the next. */
export type Widening = {
  /** Seconds for each group with an agent here; null: the queue waits for no group. */
  seconds: number | null;
  /** When the wait in this queue began. */
  since: Date;
  now: Date;
};

/**
 * Reasons that soon end: the agent is here but busy, so their group is worth waiting for. Away, logged out
 * and passed are not among them.
 */
export const BUSY: ReadonlySet<Exclusion> = new Set([
  "wrap_up",
  "at_capacity",
  "queue_limit",
  "channel_limit",
  "handed_down_enough",
]);

/**
 * Limits the eligible candidates to the skill groups whose turn has come. Only groups with an eligible or
 * busy agent count. The first of them is asked at once, the second after `seconds` of waiting, the third
 * after twice that. Candidates of later groups are excluded as `later_group`, with the time of their turn. A
 * group that was asked in vain is no longer waited for. Pure.
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
 * After which wait a thread on which no one has passed may be given out: the opening time, in milliseconds,
 * of the best group with a free agent. Null: no agent is free. Pure.
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

/** The skill groups with an eligible or busy agent, the best first. */
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
