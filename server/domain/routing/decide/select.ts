import {
  asksBySkill,
  choose,
  type ChoiceState,
  type Strategy,
} from "./choose.ts";
import {
  countPassed,
  examine,
  type Candidate,
  type Examined,
  type Need,
} from "./eligible.ts";
import { widen, type Widening } from "./widen.ts";

/** The input for one decision on one waiting thread of one queue. */
export type SelectionInput = {
  strategy: Strategy;
  candidates: Candidate[];
  need: Need;
  state: ChoiceState;
  /**
   * Agents for whom it rang last. They are not asked twice in a row while another agent can take it. Omitted:
   * none.
   */
  rangLast?: ReadonlySet<string>;
  /** Applies to strategies by skill. */
  widening: Omit<Widening, "now">;
  /** Whether the queue has an overflow. */
  canOverflow: boolean;
};

export type Selection = Examined &
  (
    | { kind: "offer"; agentIds: string[] }
    /**
     * nobody_eligible: until an agent becomes eligible. best_group_busy: until an agent of the best group
     * does, or the next group's turn comes. round_over: every eligible agent was asked; the next round begins
     * after a pause.
     */
    | {
        kind: "hold";
        reason: "nobody_eligible" | "best_group_busy" | "round_over" | "manual";
      }
    /** The strategy asks no further agents. */
    | { kind: "overflow"; reason: "no_answer" }
  );

/** Decides what happens to the thread now, and gives a reason for each excluded agent. Pure. */
export function select(input: SelectionInput): Selection {
  const { strategy, need, state, canOverflow } = input;
  const examined = examinedFor(input);
  if (strategy === "manual")
    return { ...examined, kind: "hold", reason: "manual" };
  const asked = withoutLast(strategy, examined.eligible, input.rangLast);
  const agentIds = choose(strategy, asked, state);
  if (agentIds.length > 0) return { ...examined, kind: "offer", agentIds };
  if (examined.excluded.some(({ reason }) => reason === "later_group"))
    return { ...examined, kind: "hold", reason: "best_group_busy" };
  const wereAsked = countPassed(need.passed) > 0;
  if (strategy === "first_three" && wereAsked && canOverflow)
    return { ...examined, kind: "overflow", reason: "no_answer" };
  return {
    ...examined,
    kind: "hold",
    reason: wereAsked ? "round_over" : "nobody_eligible",
  };
}

/** Not for strategies that ask all agents at once, since they have no other agent to ask. */
function withoutLast(
  strategy: Strategy,
  eligible: Candidate[],
  rangLast: ReadonlySet<string> = new Set(),
): Candidate[] {
  if (strategy === "ring_all" || strategy === "skill_ring_all") return eligible;
  const others = eligible.filter(({ agentId }) => !rangLast.has(agentId));
  return others.length > 0 ? others : eligible;
}

function examinedFor({
  strategy,
  candidates,
  need,
  widening,
}: SelectionInput): Examined {
  const examined = examine(candidates, need);
  return asksBySkill(strategy)
    ? widen(candidates, examined, { ...widening, now: need.now })
    : examined;
}
