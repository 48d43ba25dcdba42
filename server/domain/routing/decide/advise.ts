import type {
  ServiceOutcome,
  ServiceReply,
} from "#contract/routing/routing-service.ts";
import type { Selection } from "./select.ts";

/** What a service said about a thread in a round, and among whom it could choose. */
export type Advice = {
  round: number;
  eligibleIds: ReadonlySet<string>;
  reply: ServiceReply;
};

/**
 * The queue's own selection, or the service's in its place. It must name only
 * people it could choose from; if some of them have been taken since, the
 * others are offered it. Anything else leaves the queue's own. Pure.
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
