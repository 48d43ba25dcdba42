import { readTexts } from "#contract/text/channel-texts.ts";
import { segmentsAsked } from "#contract/routing/route-rules.ts";
import type { WhatIf } from "#contract/supervision/what-if-requests.ts";
import type { WhatIfAnswer } from "#contract/supervision/what-if.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { requireSupervised, scopeOf } from "#server/domain/access/scope.ts";
import { AppError } from "#server/domain/app-error.ts";
import { readChannel } from "#server/domain/channels/channels.ts";
import type { Context } from "#server/domain/context.ts";
import { segmentsOf } from "#server/domain/customers/segment-members.ts";
import { seeCustomer } from "#server/domain/customers/see-customer.ts";
import {
  loadCandidates,
  type CandidateScope,
} from "#server/domain/assignment/candidates.ts";
import type { LoadedCandidate } from "#server/domain/routing/decide/in-line.ts";
import { examine } from "#server/domain/routing/decide/eligible.ts";
import {
  decideRoute,
  type RouteDecision,
} from "#server/domain/routing/decide/route.ts";
import { selectFor } from "#server/domain/routing/offering/select-for.ts";
import {
  loadQueue,
  nobodyPassed,
} from "#server/domain/routing/offering/drained-queue.ts";
import { loadPlaces } from "#server/domain/routing/entry/places.ts";
import {
  asksFirst,
  examinePreferred,
  ringNeed,
} from "#server/domain/routing/entry/preferred.ts";
import { rungAtOnce } from "#server/domain/routing/offering/ring.ts";
import {
  loadChannels,
  type LoadedChannel,
} from "#server/domain/routing/entry/load-route.ts";
import { textOf } from "#server/domain/routing/entry/route.ts";
import { readRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { chosenText } from "#server/domain/messages/automatic-reply.ts";

type Asked = {
  reader: Sql;
  input: WhatIf;
  now: Date;
  channel: LoadedChannel;
  decision: RouteDecision;
};

/**
 * Returns where a thread would go that began on this channel at that moment. It uses the snapshot and the
 * functions of routing itself and writes nothing. For supervisors of the channel, about customers they may
 * see.
 * @throws AppError forbidden, not_found (channel, customer)
 */
export async function askWhatIf(
  context: Context,
  actor: Actor,
  input: WhatIf,
): Promise<WhatIfAnswer> {
  const reader = context.db.sql;
  await scopeOf(reader, actor);
  await requireSupervised(
    reader,
    actor,
    await readChannel(context, context.db.prisma, input.channelId),
  );
  const customerId =
    input.customerId === undefined
      ? undefined
      : await seeCustomer(reader, actor, input.customerId);
  const now = input.at === undefined ? context.clock.now() : new Date(input.at);
  const places = await loadPlaces(reader, now, input.presence);
  const channels = await loadChannels(
    reader,
    [{ channelId: input.channelId }],
    places,
  );
  const channel = channels.get(input.channelId);
  if (!channel) throw new AppError("not_found", { channelId: input.channelId });
  if (input.rules) channel.route = { ...channel.route, rules: input.rules };
  const customer = await loadCustomer(reader, input.channelId, customerId);
  const segments = await segmentsOf(reader, {
    customerIds: customerId === undefined ? [] : [customerId],
    segmentIds: segmentsAsked(channel.route.rules),
    now,
  });
  const { lastOwnerHours } = await readRoutingSettings(reader);
  const language = input.language ?? customer.language;
  const decision = decideRoute({
    channel: channel.route,
    facts: {
      message: input.message ?? null,
      referral: input.referral ?? null,
      adId: input.adId ?? null,
      formId: input.formId ?? null,
      language,
      labelIds: input.labelIds ?? customer.labelIds,
      stageId: input.stageId === undefined ? customer.stageId : input.stageId,
      segmentIds: input.segmentIds ?? segments.get(customerId ?? "") ?? [],
      returning: input.returning ?? customer.returning,
    },
    known: customer,
    map: places.map,
    now,
    lastOwnerHours,
  });
  const asked = { reader, input, now, channel, decision };
  return answer(asked, await wordsOf(asked, language));
}

async function answer(
  asked: Asked,
  text: string | null,
): Promise<WhatIfAnswer> {
  const { decision, now } = asked;
  const { entry, rules, office, destination } = decision;
  return {
    at: now.toISOString(),
    office,
    rules,
    destination,
    hops: entry.hops,
    preferred: await preferredOf(asked),
    place: entry.place && { type: entry.place.type, id: entry.place.id },
    isUnassigned: entry.isUnassigned,
    alert: entry.alert,
    text,
    selection: await selectionOf(asked),
  };
}

/** The selection in the queue or ring group where the thread ends up; null: there is none. */
async function selectionOf(asked: Asked): Promise<WhatIfAnswer["selection"]> {
  const { reader, now, channel, decision } = asked;
  const { place, isUnassigned } = decision.entry;
  if (place === null || isUnassigned || place.type === "agent") return null;
  const thread = {
    channelId: asked.input.channelId,
    weight: channel.weight,
    channelLimit: channel.agentLimit,
    handedDown: false,
    seed: 0,
    queuedAt: now,
  };
  if (place.type === "ring_group") {
    const candidates = await people(asked, {
      type: "ring_group",
      id: place.id,
    });
    const need = { ...ringNeed(thread, now), as: "rung" as const };
    const examined = examine(candidates, need);
    const chosen = rungAtOnce(place.strategy, examined.eligible);
    return shape(examined, {
      kind: chosen.length > 0 ? "offer" : "hold",
      reason: chosen.length > 0 ? null : place.strategy,
      agentIds: chosen.map(({ agentId }) => agentId),
    });
  }
  const queue = await loadQueue(reader, place.id, now);
  if (!queue) return null;
  const candidates = await people(asked, {
    type: "queue",
    id: place.id,
    handleHours: queue.handleHours,
  });
  const selection = selectFor({ queue, candidates }, thread, nobodyPassed, now);
  return shape(selection, {
    kind: selection.kind,
    reason: selection.kind === "offer" ? null : selection.reason,
    agentIds: selection.kind === "offer" ? selection.agentIds : [],
  });
}

async function preferredOf(asked: Asked): Promise<WhatIfAnswer["preferred"]> {
  const { reader, input, now, channel, decision } = asked;
  const { preferred, entry } = decision;
  if (!asksFirst(entry)) return null;
  let refused: WhatIfAnswer["preferred"] = null;
  for (const person of preferred) {
    const { eligible, excluded } = await examinePreferred(
      reader,
      {
        ...person,
        place: entry.place,
        channelId: input.channelId,
        weight: channel.weight,
        channelLimit: channel.agentLimit,
      },
      now,
      pretending(input),
    );
    if (eligible.length > 0) return { ...person, reason: null };
    const reason = excluded[0]?.reason ?? "not_member";
    refused ??= { ...person, reason };
  }
  return refused;
}

/** The candidates with their real presence, or with the one the question gives. */
async function people(
  { reader, input, now }: Asked,
  scope: CandidateScope,
): Promise<LoadedCandidate[]> {
  const candidates = await loadCandidates(reader, scope, now);
  return candidates.map(pretending(input));
}

function pretending({ presence }: WhatIf) {
  return (candidate: LoadedCandidate): LoadedCandidate => {
    const pretended = presence?.[candidate.agentId];
    if (pretended === undefined) return candidate;
    const connected = pretended !== "offline";
    const member = candidate.member && {
      ...candidate.member,
      keepsRinging: false,
    };
    return {
      ...candidate,
      presence: pretended,
      connected,
      offShift: null,
      member,
    };
  };
}

function shape(
  { eligible, excluded }: ReturnType<typeof examine>,
  outcome: { kind: string; reason: string | null; agentIds: string[] },
): WhatIfAnswer["selection"] {
  return {
    ...outcome,
    eligible: eligible.map(({ agentId, name }) => ({ agentId, name })),
    excluded,
  };
}

async function wordsOf(
  { reader, input, channel, decision }: Asked,
  language: string | null,
): Promise<string | null> {
  const text = textOf(channel, decision);
  if (text === null || decision.entry.place?.type === "agent") return null;
  const placeId = text.isLater ? (decision.entry.place?.id ?? null) : null;
  const [row] = await reader.$queryRaw<
    { texts: unknown; waitTexts: unknown }[]
  >(Prisma.sql`
    select ch.texts, (select q."waitTexts" from queue q where q.id = ${placeId}::uuid) as "waitTexts"
    from channel ch where ch.id = ${input.channelId}::uuid`);
  const texts = readTexts(row?.waitTexts);
  return chosenText(row?.texts, { ...text, texts }, language);
}

type Customer = {
  language: string | null;
  labelIds: string[];
  stageId: string | null;
  returning: boolean;
  accountOwnerId: string | null;
  lastOwnerId: string | null;
  lastOwnedAt: Date | null;
};

async function loadCustomer(
  reader: Sql,
  channelId: string,
  customerId: string | undefined,
): Promise<Customer> {
  if (customerId === undefined)
    return {
      language: null,
      labelIds: [],
      stageId: null,
      returning: false,
      accountOwnerId: null,
      lastOwnerId: null,
      lastOwnedAt: null,
    };
  const [row] = await reader.$queryRaw<Customer[]>(Prisma.sql`
    select c.locale as language, c."accountOwnerId", c."stageId", t."lastOwnerId", t."closedAt" as "lastOwnedAt",
      array(select "labelId"::text from customer_label where "customerId" = c.id
        union select "labelId"::text from thread_label where "threadId" = t.id) as "labelIds",
      exists (select 1 from thread_session s where s."threadId" = t.id and s."closedAt" is not null) as returning
    from customer c left join thread t on t."customerId" = c.id and t."channelId" = ${channelId}::uuid
    where c.id = ${customerId}::uuid`);
  if (!row) throw new AppError("not_found", { customerId });
  return row;
}
