import type { z } from "zod";
import type { queueStrategySchema } from "#contract/routing/queue.ts";
import type { Candidate, Membership } from "./eligible.ts";

export type Strategy = z.infer<typeof queueStrategySchema>;

/** What a queue remembers between two choices. */
export type ChoiceState = {
  /** Round robin: who answered last. */
  pointerAgentId: string | null;
  /** Every member's id in the order of the list: turns go through them, also past those who cannot now. */
  order: readonly string[];
  /** Of the thread's round; where a random start begins. */
  seed: number;
  /** How many were asked in this round already. */
  asked: number;
};

/**
 * Who is offered the thread now; several: at once, the first to accept has it.
 * `eligible` in the order of the list, without those who passed in this round.
 * Empty: nobody (manual; or the first three were asked). Pure.
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

/** Does it ask the best skill group first? Pure. */
export function asksBySkill(strategy: Strategy): boolean {
  return strategy.startsWith("skill_");
}

type Measure = (candidate: Candidate) => number;

function ids(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ agentId }) => agentId);
}

/** The one with the least; the next measure breaks a tie, at last the list. */
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

/** The first of them from that place of the full list on, around its end. */
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

/** Since the last assignment or the log-in to the queue, the later of the two. */
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
