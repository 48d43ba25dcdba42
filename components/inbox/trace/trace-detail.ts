import type { ServiceOutcome } from "#contract/routing/routing-service.ts";
import type { Destination } from "#contract/routing/destination.ts";

/** The details of a routing decision, by its step; see server/domain/routing. */
export type TraceDetail = {
  office?: string;
  rules?: {
    index: number | null;
    checks: {
      name: string;
      enabled: boolean;
      matched: boolean;
      failed: string | null;
    }[];
  };
  hops?: { to: Destination; name: string; reason: string | null }[];
  place?: (Destination & { name: string }) | null;
  unassigned?: boolean;
  /** handed_on: why it goes no further. */
  end?: string | null;
  preferred?: { agentId: string; why: string } | null;
  /** routed: the routing state afterwards. */
  routing?: string;
  ownerId?: string | null;
  /** handed_on; for a transfer `to` has a name. */
  from?: (Destination & { name: string | null }) | null;
  to?: (Partial<Destination> & { name?: string | null }) | null;
  by?: { id: string; name: string } | null;
  reason?: string | null;
  queue?: { id: string; name: string };
  ringGroup?: { id: string; name: string };
  strategy?: string;
  round?: number;
  seed?: number;
  chosen?: { agentId: string; name: string }[];
  auto?: boolean;
  next?: string;
  eligible?: { agentId: string; name: string; load: number }[];
  eligibleCount?: number;
  excluded?: {
    agentId: string;
    name: string;
    reason: string;
    until?: string;
  }[];
  excludedCounts?: Record<string, number>;
  why?: string;
  /** The result of asking the queue's service. */
  service?: ServiceOutcome;
  asked?: boolean;
  agentId?: string;
  name?: string;
  kind?: string;
  way?: string;
  byId?: string | null;
  fromId?: string | null;
  forced?: boolean;
};

export type TraceEntry = {
  id: string;
  at: string;
  step: string;
  detail: TraceDetail | null;
};
