import type { PassedEnd } from "#contract/routing/offer-end.ts";
import type { Presence } from "#contract/people/agent.ts";

/** An agent who might get a thread, with the facts of this moment. */
export type Candidate = {
  agentId: string;
  name: string;
  disabled: boolean;
  /** Whether the agent can be offered threads. Reviewers cannot; they take theirs. */
  mayOwn: boolean;
  presence: Presence;
  /** Set while working hours decide the status, with the end of the off-shift time; else null or omitted. */
  offShift?: { until: Date | null } | null;
  /** Whether at least one device is connected. A short loss of the connection does not count. */
  connected: boolean;
  capacity: number;
  /** Weighted load, ringing offers included: see load.ts. */
  load: number;
  /** Weighted load from this queue's threads, and from this channel's. */
  queueLoad: number;
  channelLoad: number;
  wrapUpUntil: Date | null;
  lastAssignedAt: Date | null;
  /** Number of offers in the last minute for threads that an absent agent left behind. */
  handedDown: number;
  /** Membership in the queue or ring group that offers the thread; null: not a member. */
  member: Membership | null;
};

export type Membership = {
  position: number;
  loggedIn: boolean;
  /** Whether this place rings for them in spite of another status; omitted: no. */
  keepsRinging?: boolean;
  loggedInAt: Date;
  /** 1 is the best group. */
  skillGroup: number;
  /** Threads claimed since the counts were reset. */
  answered: number;
  /** Handle time within the queue's window. */
  handleMs: number;
};

/** The conditions that a thread sets for the agent who gets it. */
export type Need = {
  now: Date;
  /** The thread's weight in an agent's load. */
  weight: number;
  queueLimit: number | null;
  channelLimit: number | null;
  /** Agents who passed on it in this round, and agents with an open transfer request for it. */
  passed: ReadonlyMap<string, PassedWhy>;
  /** Whether an agent who went offline left the thread behind. Each agent gets at most two of these a minute. */
  handedDown: boolean;
  /**
   * member: logged in to the queue; rung: in the ring group, where log-in and load do not count; anybody: a
   * preferred agent.
   */
  as: "member" | "rung" | "anybody";
};

export type PassedWhy = PassedEnd | "asked";

/** Number of agents who passed. An open transfer request does not count, since it has no answer yet. Pure. */
export function countPassed(passed: Need["passed"]): number {
  return [...passed.values()].filter((why) => why !== "asked").length;
}

export type Exclusion =
  | "disabled"
  | "role"
  | "not_member"
  | "logged_out"
  | "away"
  | "dnd"
  | "transfer_only"
  | "offline"
  | "off_shift"
  | "not_connected"
  | "wrap_up"
  | PassedWhy
  | "at_capacity"
  | "queue_limit"
  | "channel_limit"
  | "handed_down_enough"
  | "later_group";

/** Maximum offers a minute to one agent for threads that an absent agent left behind. */
const HANDED_DOWN_A_MINUTE = 2;

/** The first reason why the agent is not eligible; null: eligible. Pure. */
export function exclusionOf(
  candidate: Candidate,
  need: Need,
): Exclusion | null {
  return (
    standing(candidate) ??
    membership(candidate, need) ??
    presence(candidate) ??
    past(candidate, need) ??
    (need.as === "rung" ? null : limits(candidate, need))
  );
}

export type Examined = {
  eligible: Candidate[];
  excluded: {
    agentId: string;
    name: string;
    reason: Exclusion;
    /** ISO time. off_shift: when the working hours begin again; later_group: when the group's turn comes. */
    until?: string;
  }[];
};

/** Splits the candidates into eligible and excluded, both in list order. Pure. */
export function examine(candidates: Candidate[], need: Need): Examined {
  const eligible: Candidate[] = [];
  const excluded: Examined["excluded"] = [];
  for (const candidate of candidates) {
    const reason = exclusionOf(candidate, need);
    if (reason === null) eligible.push(candidate);
    else
      excluded.push({
        agentId: candidate.agentId,
        name: candidate.name,
        reason,
        ...untilOf(candidate, reason),
      });
  }
  return { eligible, excluded };
}

function untilOf(
  { offShift }: Candidate,
  reason: Exclusion,
): { until?: string } {
  return reason === "off_shift" && offShift?.until
    ? { until: offShift.until.toISOString() }
    : {};
}

function standing({ disabled, mayOwn }: Candidate): Exclusion | null {
  if (disabled) return "disabled";
  return mayOwn ? null : "role";
}

function membership({ member }: Candidate, { as }: Need): Exclusion | null {
  if (as === "anybody") return null;
  if (member === null) return "not_member";
  return as === "member" && !member.loggedIn ? "logged_out" : null;
}

function presence({
  presence,
  connected,
  offShift,
  member,
}: Candidate): Exclusion | null {
  const keepsRinging = presence !== "offline" && member?.keepsRinging === true;
  if (presence !== "available" && !keepsRinging)
    return offShift && presence !== "offline" ? "off_shift" : presence;
  return connected ? null : "not_connected";
}

function past(
  { agentId, wrapUpUntil }: Candidate,
  { now, passed, as }: Need,
): Exclusion | null {
  if (as !== "rung" && wrapUpUntil !== null && wrapUpUntil > now)
    return "wrap_up";
  return passed.get(agentId) ?? null;
}

function limits(candidate: Candidate, need: Need): Exclusion | null {
  const { weight, queueLimit, channelLimit } = need;
  const exceeds = (load: number, limit: number | null) =>
    limit !== null && load + weight > limit;
  if (exceeds(candidate.load, candidate.capacity)) return "at_capacity";
  if (exceeds(candidate.queueLoad, queueLimit)) return "queue_limit";
  if (exceeds(candidate.channelLoad, channelLimit)) return "channel_limit";
  return need.handedDown && candidate.handedDown >= HANDED_DOWN_A_MINUTE
    ? "handed_down_enough"
    : null;
}
