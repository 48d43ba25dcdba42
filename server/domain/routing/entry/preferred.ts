import type { Destination } from "#contract/routing/destination.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  loadCandidates,
  type CandidateScope,
} from "#server/domain/assignment/candidates.ts";
import {
  forChannel,
  type LoadedCandidate,
} from "#server/domain/routing/decide/in-line.ts";
import type { Entry } from "#server/domain/routing/decide/enter.ts";
import type { Preferred } from "#server/domain/routing/decide/route.ts";
import {
  examine,
  type Examined,
  type Need,
} from "#server/domain/routing/decide/eligible.ts";

/**
 * An agent who is asked before the place: the account owner or the last owner. The router and what-if both
 * use it.
 */
export type PreferredPerson = Preferred & {
  /** The place where the thread would wait otherwise; null: none. */
  place: Destination | null;
  channelId: string;
  /** As in `Need`; omitted: no one passed. */
  passed?: Need["passed"];
  /** Weight of the channel. */
  weight: number;
  channelLimit: number | null;
};

/**
 * Whether a preferred agent is asked first. Not at the end of a chain, nor for a ring group that only
 * notifies. Pure.
 */
export function asksFirst({ place, isUnassigned }: Entry): boolean {
  if (isUnassigned || place === null) return false;
  return !(place.type === "ring_group" && place.strategy === "notify");
}

/**
 * Tests whether the preferred agent can take the thread now. An account owner need not be a member of the
 * place, nor need an agent who continues their own conversation. The last owner must be a member. A member
 * who has logged out of the queue is not asked for its threads, in either case.
 * @param pretend changes a candidate before the test, for what-if.
 */
export async function examinePreferred(
  reader: Pick<Sql, "$queryRaw">,
  person: PreferredPerson,
  now: Date,
  pretend: (candidate: LoadedCandidate) => LoadedCandidate = (one) => one,
): Promise<Examined> {
  const { agentId, channelId, why } = person;
  const find = async ({ scope, as }: Compared): Promise<Examined | null> => {
    const candidates = await loadCandidates(reader, scope, now);
    const found = candidates.filter((one) => one.agentId === agentId);
    if (found.length === 0) return null;
    const alone = found.map((one) => pretend(one));
    const need = { ...ringNeed(person, now), as };
    return examine(forChannel(alone, channelId), need);
  };
  const among = why === "account_owner" ? null : membersOf(person);
  const member = among && (await find(among));
  if (member !== null) return member;
  const nobody = { eligible: [], excluded: [] };
  if (why === "last_owner" && among !== null) return nobody;
  const alone: Compared = {
    scope: { type: "agents", ids: [agentId] },
    as: "anybody",
  };
  return (await find(alone)) ?? nobody;
}

/** The needs of a thread that rings outside a queue. Pure. */
export function ringNeed(
  {
    weight,
    channelLimit,
    passed = new Map(),
  }: Pick<PreferredPerson, "weight" | "channelLimit" | "passed">,
  now: Date,
): Need {
  return {
    now,
    weight,
    queueLimit: null,
    channelLimit,
    passed,
    handedDown: false,
    as: "anybody",
  };
}

type Compared = { scope: CandidateScope; as: Need["as"] };

/** The members of the place; null: the place has none. */
function membersOf({ place }: PreferredPerson): Compared | null {
  switch (place?.type) {
    case "queue":
      return {
        scope: { type: "queue", id: place.id, handleHours: 1 },
        as: "member",
      };
    case "ring_group":
      return { scope: { type: "ring_group", id: place.id }, as: "rung" };
    case "agent":
    case undefined:
      return null;
  }
}
