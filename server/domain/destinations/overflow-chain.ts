import type { Destination } from "#contract/routing/destination.ts";

/** Where a queue or ring group hands on what nobody there takes. */
export type Handover = {
  from: { type: "queue" | "ring_group"; id: string };
  to: Destination;
};

export type ChainFault = "loop" | "too_long";

/** Hand-overs a thread may go through until it ends up among the unassigned. */
export const MAX_HANDOVERS = 5;

/**
 * Would a thread that goes through `changed` come back to where it was, or be
 * handed on too often? `others` are the hand-overs of all others. Pure.
 */
export function findChainFault(
  changed: Handover,
  others: Handover[],
): ChainFault | null {
  const next = new Map(others.map((one) => [keyOf(one.from), keyOf(one.to)]));
  next.set(keyOf(changed.from), keyOf(changed.to));
  let fault: ChainFault | null = null;
  for (const start of next.keys()) {
    const steps = stepsFrom(start, next);
    if (!steps.includes(keyOf(changed.from))) continue;
    if (new Set(steps).size < steps.length) return "loop";
    if (steps.length - 1 > MAX_HANDOVERS) fault = "too_long";
  }
  return fault;
}

/** Everything passed from `start` on, ending with the first thing that is passed twice. */
function stepsFrom(start: string, next: Map<string, string>): string[] {
  const steps = [start];
  const seen = new Set(steps);
  for (let at = next.get(start); at !== undefined; at = next.get(at)) {
    steps.push(at);
    if (seen.has(at)) break;
    seen.add(at);
  }
  return steps;
}

function keyOf({ type, id }: Destination): string {
  return `${type} ${id}`;
}
