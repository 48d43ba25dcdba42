import type { Candidate, Membership, Need } from "./eligible.ts";

/** Candidates at a fixed time, for the tests of eligibility and choice. */

export const now = new Date("2026-11-20T10:00:00Z");
export const before = (minutes: number) =>
  new Date(now.getTime() - minutes * 60_000);

/** A member who is connected and available, except for the given fields. */
export function candidate(
  agentId: string,
  other: Partial<Omit<Candidate, "member">> & {
    member?: Partial<Membership> | null;
  } = {},
): Candidate {
  const { member, ...rest } = other;
  return {
    agentId,
    name: agentId,
    disabled: false,
    mayOwn: true,
    presence: "available",
    connected: true,
    capacity: 5,
    load: 0,
    queueLoad: 0,
    channelLoad: 0,
    wrapUpUntil: null,
    lastAssignedAt: null,
    handedDown: 0,
    ...rest,
    member:
      member === null
        ? null
        : {
            position: 0,
            loggedIn: true,
            loggedInAt: before(600),
            skillGroup: 1,
            answered: 0,
            handleMs: 0,
            ...member,
          },
  };
}

/** The needs of an ordinary thread. */
export const need: Need = {
  now,
  weight: 1,
  queueLimit: null,
  channelLimit: null,
  passed: new Map(),
  handedDown: false,
  as: "member",
};
