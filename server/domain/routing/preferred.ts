import type { Destination } from "#contract/shapes.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  forChannel,
  loadCandidates,
  type CandidateScope,
  type LoadedCandidate,
} from "#server/domain/routing/candidates.ts";
import type { Entry } from "#server/domain/routing/decide/enter.ts";
import {
  examine,
  type Examined,
  type Need,
} from "#server/domain/routing/decide/eligible.ts";

/**
 * Whoever is asked before the place is: the account owner, or the last owner.
 * The router and what-if both decide by these.
 */
export type PreferredPerson = {
  agentId: string;
  isAccountOwner: boolean;
  /** Where the thread would wait else; null: nowhere. */
  place: Destination | null;
  channelId: string;
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
 * Can they take it now? The account owner need not be a member; everybody else
 * is looked for among the members of the place.
 * @param pretend changes a candidate before it is looked at, for what-if.
 */
export async function examinePreferred(
  reader: Pick<Sql, "$queryRaw">,
  person: PreferredPerson,
  now: Date,
  pretend: (candidate: LoadedCandidate) => LoadedCandidate = (one) => one,
): Promise<Examined> {
  const { agentId, channelId } = person;
  const { scope, as } = comparedWith(person);
  const candidates = await loadCandidates(reader, scope, now);
  const alone = candidates
    .filter((one) => one.agentId === agentId)
    .map((one) => pretend(one));
  return examine(forChannel(alone, channelId), {
    ...ringNeed(person, now),
    as,
  });
}

/** What a thread asks of those it rings at without a queue. Pure. */
export function ringNeed(
  { weight, channelLimit }: Pick<PreferredPerson, "weight" | "channelLimit">,
  now: Date,
): Need {
  return {
    now,
    weight,
    queueLimit: null,
    channelLimit,
    passed: new Map(),
    handedDown: false,
    as: "anybody",
  };
}

function comparedWith({ agentId, isAccountOwner, place }: PreferredPerson): {
  scope: CandidateScope;
  as: Need["as"];
} {
  const alone = {
    scope: { type: "agents" as const, ids: [agentId] },
    as: "anybody" as const,
  };
  if (isAccountOwner || place === null) return alone;
  switch (place.type) {
    case "agent":
      return alone;
    case "queue":
      return {
        scope: { type: "queue", id: place.id, handleHours: 1 },
        as: "member",
      };
    case "ring_group":
      return { scope: { type: "ring_group", id: place.id }, as: "rung" };
  }
}
