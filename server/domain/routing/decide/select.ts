import { choose, type ChoiceState, type Strategy } from "./choose.ts";
import {
  examine,
  type Candidate,
  type Examined,
  type Need,
} from "./eligible.ts";

/** One look at one waiting thread of one queue. */
export type SelectionInput = {
  strategy: Strategy;
  candidates: Candidate[];
  need: Need;
  state: ChoiceState;
  /** The queue has somewhere to hand on to. */
  canOverflow: boolean;
};

export type Selection = Examined &
  (
    | { kind: "offer"; agentIds: string[] }
    /** nobody: until somebody comes free. round_over: all who could were asked; it begins anew after a pause. */
    | { kind: "hold"; reason: "nobody_eligible" | "round_over" | "manual" }
    /** The strategy asks no further group. */
    | { kind: "overflow"; reason: "no_answer" }
  );

/** Pure: what is to be done with the thread now, and why nobody else. */
export function select(input: SelectionInput): Selection {
  const { strategy, candidates, need, state, canOverflow } = input;
  const examined = examine(candidates, need);
  if (strategy === "manual")
    return { ...examined, kind: "hold", reason: "manual" };
  const agentIds = choose(strategy, examined.eligible, state);
  if (agentIds.length > 0) return { ...examined, kind: "offer", agentIds };
  const wereAsked = need.passed.size > 0;
  if (strategy === "first_three" && wereAsked && canOverflow)
    return { ...examined, kind: "overflow", reason: "no_answer" };
  return {
    ...examined,
    kind: "hold",
    reason: wereAsked ? "round_over" : "nobody_eligible",
  };
}
