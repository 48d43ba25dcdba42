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
 * Whoever is asked before the place is: the account owner, or the last owner.
 * The router and what-if both decide by these.
 */
export type PreferredPerson = Preferred & {
  /** Where the thread would wait else; null: nowhere. */
  place: Destination | null;
  channelId: string;
  /** As of a need; left out: nobody. */
  passed?: Need["passed"];
  /** Of the channel. */
  weight: number;
  channelLimit: number | null;
};

/** Is anybody asked first there? At the end of a chain, and where people are only told, nobody is. Pure. */
export function asksFirst({ place, isUnassigned }: Entry): boolean {
  if (isUnassigned || place === null) return false;
  return !(place.type === "ring_group" && place.strategy === "notify");
}

/**
 * Can they take it now? The account owner need not be a member, nor whoever
 * goes on with a conversation they had; the last owner is looked for among the
 * members of the place. A member who has logged out of the queue is not asked
 * for what goes there, whatever they were before.
 * @param pretend changes a candidate before it is looked at, for what-if.
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

/** What a thread asks of those it rings at without a queue. Pure. */
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

/** Null: the place has no members. */
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
