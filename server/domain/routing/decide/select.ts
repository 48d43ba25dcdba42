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

/** One look at one waiting thread of one queue. */
export type SelectionInput = {
  strategy: Strategy;
  candidates: Candidate[];
  need: Need;
  state: ChoiceState;
  /** At whom it rang last: not asked twice running while somebody else could take it. Left out: nobody. */
  rangLast?: ReadonlySet<string>;
  /** Of a strategy by skill. */
  widening: Omit<Widening, "now">;
  /** The queue has somewhere to hand on to. */
  canOverflow: boolean;
};

export type Selection = Examined &
  (
    | { kind: "offer"; agentIds: string[] }
    /**
     * nobody: until somebody comes free. best_group_busy: until somebody of it
     * does, or the next group's turn has come. round_over: all who could were
     * asked; it begins anew after a pause.
     */
    | {
        kind: "hold";
        reason: "nobody_eligible" | "best_group_busy" | "round_over" | "manual";
      }
    /** The strategy asks no further group. */
    | { kind: "overflow"; reason: "no_answer" }
  );

/** Pure: what is to be done with the thread now, and why nobody else. */
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

/** Where everybody is asked at once there is nobody to ask instead. */
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
