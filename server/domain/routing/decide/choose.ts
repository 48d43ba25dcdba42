import type { z } from "zod";
import type { queueStrategySchema } from "#contract/routing/queue.ts";
import type { Candidate, Membership } from "./eligible.ts";

export type Strategy = z.infer<typeof queueStrategySchema>;

/** State that a queue keeps between two choices. */
export type ChoiceState = {
  /** Round robin: the agent who accepted last. */
  pointerAgentId: string | null;
  /** Ids of all members in list order. Round robin moves through them, past members who are not eligible. */
  order: readonly string[];
  /** Seed of the thread's round; decides where a random start begins. */
  seed: number;
  /** Number of agents who were offered the thread in this round. */
  asked: number;
};

/**
 * Chooses the agents who are offered the thread now. Several agents are offered it at once, and the first to
 * accept becomes the owner. `eligible` is in list order, without agents who passed in this round. Returns an
 * empty list for a manual queue, and once `first_three` has asked its three. Pure.
 */
export function choose(
  strategy: Strategy,
  eligible: readonly Candidate[],
  state: ChoiceState,
): string[] {
  switch (strategy) {
    case "manual":
      return [];
    case "ring_all":
      return ids(eligible);
    case "hunt":
      return ids(eligible.slice(0, 1));
    case "hunt_random_start":
      return next(eligible, startAt(state));
    case "round_robin":
      return next(eligible, afterPointer(state));
    case "longest_waiting":
      return least(eligible, idleSince, ({ load }) => load);
    case "least_handle_time":
      return least(
        eligible,
        of(({ handleMs }) => handleMs),
      );
    case "fewest_answered":
      return least(
        eligible,
        of(({ answered }) => answered),
      );
    case "hunt_by_threes":
      return ids(eligible.slice(0, 3));
    case "first_three":
      return state.asked > 0 ? [] : ids(eligible.slice(0, 3));
    case "skill_ring_all":
      return ids(bestGroup(eligible));
    case "skill_hunt_random_start":
      return next(bestGroup(eligible), startAt(state));
    case "skill_round_robin":
      return next(bestGroup(eligible), afterPointer(state));
    case "skill_fewest_answered":
      return least(
        bestGroup(eligible),
        of(({ answered }) => answered),
      );
    case "balanced":
      return least(eligible, ({ load }) => load, assignedAt);
  }
}

/** Whether the strategy offers to the best skill group first. Pure. */
export function asksBySkill(strategy: Strategy): boolean {
  return strategy.startsWith("skill_");
}

type Measure = (candidate: Candidate) => number;

function ids(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ agentId }) => agentId);
}

/** The candidate with the lowest first measure. Later measures break ties, and finally the list order. */
function least(
  candidates: readonly Candidate[],
  ...measures: Measure[]
): string[] {
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (!best || isLess(candidate, best, measures)) best = candidate;
  }
  return best ? [best.agentId] : [];
}

function isLess(a: Candidate, b: Candidate, measures: Measure[]): boolean {
  for (const measure of measures) {
    const difference = measure(a) - measure(b);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** The first candidate at or after that position of the full list; the search wraps around its end. */
function next(candidates: readonly Candidate[], order: string[]): string[] {
  const able = new Set(ids(candidates));
  const found = order.find((id) => able.has(id));
  return found === undefined ? [] : [found];
}

function startAt({ order, seed }: ChoiceState): string[] {
  return rotate(order, order.length === 0 ? 0 : seed % order.length);
}

function afterPointer({ order, pointerAgentId }: ChoiceState): string[] {
  const at = pointerAgentId === null ? -1 : order.indexOf(pointerAgentId);
  return rotate(order, at + 1);
}

function rotate(order: readonly string[], start: number): string[] {
  return [...order.slice(start), ...order.slice(0, start)];
}

function bestGroup(candidates: readonly Candidate[]): Candidate[] {
  const group = of(({ skillGroup }) => skillGroup);
  const best = Math.min(...candidates.map(group));
  return candidates.filter((candidate) => group(candidate) === best);
}

/** The later of the last assignment and the log-in to the queue, in epoch milliseconds. */
function idleSince({ lastAssignedAt, member }: Candidate): number {
  return Math.max(
    lastAssignedAt?.getTime() ?? 0,
    member?.loggedInAt.getTime() ?? 0,
  );
}

function assignedAt({ lastAssignedAt }: Candidate): number {
  return lastAssignedAt?.getTime() ?? 0;
}

function of(measure: (member: Membership) => number): Measure {
  return ({ member }) => (member === null ? Infinity : measure(member));
}
