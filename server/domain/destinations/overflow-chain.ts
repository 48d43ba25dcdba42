import type { Destination } from "#contract/routing/destination.ts";

/** The overflow of a queue or ring group. */
export type Handover = {
  from: { type: "queue" | "ring_group"; id: string };
  to: Destination;
};

export type ChainFault = "loop" | "too_long";

/** Maximum number of overflows before a thread becomes unassigned. */
export const MAX_HANDOVERS = 5;

/**
 * Finds whether a thread that goes through `changed` would come back to where it was, or overflow too often.
 * `others`: the overflows of all other places. Pure.
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

/** All places from `start` on, up to the first one that is reached twice. */
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
