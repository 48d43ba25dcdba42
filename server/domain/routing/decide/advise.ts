import type {
  ServiceOutcome,
  ServiceReply,
} from "#contract/routing/routing-service.ts";
import type { Selection } from "./select.ts";

/** A routing service's answer about a thread in one round, and the agents it could choose from. */
export type Advice = {
  round: number;
  eligibleIds: ReadonlySet<string>;
  reply: ServiceReply;
};

/**
 * Returns the service's choice in place of the queue's own selection. The service may name only agents it
 * could choose from. Named agents who are no longer eligible are dropped, and the others are offered the
 * thread. Any other answer leaves the queue's own selection. Pure.
 */
export function advise(
  own: Selection,
  { reply, eligibleIds }: Advice,
): { selection: Selection; outcome: ServiceOutcome } {
  const instead = (outcome: ServiceOutcome) => ({ selection: own, outcome });
  if (reply.kind === "failed") return instead(reply.outcome);
  const named = [...new Set(reply.agentIds)];
  if (named.length === 0) return instead("named_nobody");
  if (!named.every((id) => eligibleIds.has(id))) return instead("not_eligible");
  const { eligible, excluded } = own;
  const can = new Set(eligible.map(({ agentId }) => agentId));
  const agentIds = named.filter((id) => can.has(id));
  if (agentIds.length === 0) return instead("too_late");
  return {
    selection: { eligible, excluded, kind: "offer", agentIds },
    outcome: "chosen",
  };
}
