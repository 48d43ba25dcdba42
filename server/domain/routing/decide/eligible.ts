import type { PassedEnd } from "#contract/routing/offer-end.ts";
import type { Presence } from "#contract/people/agent.ts";

/** Somebody who might get a thread, as they stand at this moment. */
export type Candidate = {
  agentId: string;
  name: string;
  disabled: boolean;
  /** Is given threads at all: reviewers are not, they take theirs. */
  mayOwn: boolean;
  presence: Presence;
  /** Their working hours put them there, until then; null or left out: not so. */
  offShift?: { until: Date | null } | null;
  /** By at least one device; a short loss is forgiven. */
  connected: boolean;
  capacity: number;
  /** Weighted, with the offers that ring: see load.ts. */
  load: number;
  /** The same of this queue's threads, and of this channel's. */
  queueLoad: number;
  channelLoad: number;
  wrapUpUntil: Date | null;
  lastAssignedAt: Date | null;
  /** Offers in the last minute of threads that somebody gone left behind. */
  handedDown: number;
  /** In the queue or ring group that asks; null: not a member. */
  member: Membership | null;
};

export type Membership = {
  position: number;
  loggedIn: boolean;
  /** Rings here though their status is another; left out: no. */
  keepsRinging?: boolean;
  loggedInAt: Date;
  /** 1 is the best. */
  skillGroup: number;
  /** Claimed since the counts were reset. */
  answered: number;
  /** Handle time in the queue's window. */
  handleMs: number;
};

/** What one thread asks of whoever is to get it. */
export type Need = {
  now: Date;
  /** What the thread will count. */
  weight: number;
  queueLimit: number | null;
  channelLimit: number | null;
  /** Who passed on it in this round, and whom a colleague asks to take it over. */
  passed: ReadonlyMap<string, PassedWhy>;
  /** It was left behind by somebody who went offline: at most two a minute each. */
  handedDown: boolean;
  /** member: logged in to the queue; rung: in the ring group, where log-in and load do not count; anybody: a preferred person. */
  as: "member" | "rung" | "anybody";
};

export type PassedWhy = PassedEnd | "asked";

/** Of those who passed, how many did: who is asked by a colleague has not answered. Pure. */
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

/** Offers a minute to one agent of what somebody gone has left behind. */
const HANDED_DOWN_A_MINUTE = 2;

/** The first reason why not, or null: eligible. Pure. */
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
    /** ISO; of off_shift: when their working hours begin again; of later_group: when it is their turn. */
    until?: string;
  }[];
};

/** Parts the candidates, in the order of the list. Pure. */
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
