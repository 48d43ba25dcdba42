import type { OfferEnd } from "#contract/routing/offer-end.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { connectedAt } from "#server/domain/presence/connected.ts";
import {
  announce,
  type Announcement,
} from "#server/domain/outbox/announcements.ts";
import {
  snapshotVisibility,
  type ThreadState,
} from "#server/domain/thread/thread-state.ts";
import { clearTimers, setTimers } from "#server/domain/outbox/timers.ts";
import { newId } from "#server/runtime/crypto.ts";

/**
 * A new offer. An offer is open until `endedAt`; `result` says how it ended, in the words that its agent and
 * the sender of a transfer request receive (contract/routing/offer-end). A thread can have several open
 * offers, one per agent, but only one transfer request. Only this file opens and ends offers.
 */
export type NewOffer = {
  threadId: string;
  agentId: string;
  kind: "ring" | "transfer";
  fromId: string | null;
  note: string | null;
  via: { type: "queue" | "ring_group"; id: string } | null;
  round: number;
  handedDown: boolean;
  weight: number;
  expiresAt: Date;
};

export type EndedOffer = {
  id: string;
  agentId: string;
  kind: "ring" | "transfer";
  fromId: string | null;
  viaType: "queue" | "ring_group" | null;
  viaId: string | null;
  result: OfferEnd;
};

const endedColumns = Prisma.sql`id, "agentId", kind, "fromId", "viaType", "viaId", result`;

/** Opens offers and sets the timer of each thread. The caller holds the threads' locks. */
export async function openOffers(
  tx: Sql,
  offers: NewOffer[],
  now: Date,
): Promise<void> {
  if (offers.length === 0) return;
  const rows = offers.map(({ via, ...offer }) => ({
    id: newId(),
    ...offer,
    viaType: via?.type ?? null,
    viaId: via?.id ?? null,
  }));
  const opened = tx.$executeRaw(Prisma.sql`
    insert into offer (id, "threadId", "agentId", kind, "fromId", note, "viaType", "viaId", round,
      "handedDown", weight, "createdAt", "expiresAt")
    select x.id, x."threadId", x."agentId", x.kind, x."fromId", x.note, x."viaType", x."viaId", x.round,
      x."handedDown", x.weight, ${now}::timestamptz, x."expiresAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "threadId" uuid, "agentId" uuid,
      kind text, "fromId" uuid, note text, "viaType" text, "viaId" uuid, round int, "handedDown" boolean,
      weight int, "expiresAt" timestamptz)`);
  const byThread = Map.groupBy(rows, ({ threadId }) => threadId);
  const timed = setTimers(
    tx,
    [...byThread].flatMap(([key, [first]]) =>
      first === undefined
        ? []
        : [
            {
              kind: first.kind === "ring" ? "offer" : "transfer",
              key,
              dueAt: first.expiresAt,
            },
          ],
    ),
  );
  const announced = announce(
    tx,
    [...byThread].map(([threadId, opened]) => ({
      kind: "offer.created",
      threadId,
      payload: { offerIds: opened.map(({ id }) => id) },
    })),
  );
  await Promise.all([opened, timed, announced]);
}

/** Reasons that end all open offers of a thread. */
export type EndForAll = Extract<
  OfferEnd,
  "taken" | "withdrawn" | "closed" | "moved"
>;

/**
 * Ends all open offers of a thread. `winnerId`: the agent who accepted one of them or took the thread first.
 * `reason`: why it ends for the others.
 */
export async function endOffers(
  tx: Sql,
  state: ThreadState,
  now: Date,
  { winnerId, reason }: { winnerId: string | null; reason: EndForAll },
): Promise<EndedOffer[]> {
  const ended = await tx.$queryRaw<EndedOffer[]>(Prisma.sql`
    update offer set "endedAt" = ${now}::timestamptz,
      result = case when "agentId" = ${winnerId}::uuid then 'accepted' else ${reason} end
    where "threadId" = ${state.id}::uuid and "endedAt" is null
    returning ${endedColumns}`);
  if (ended.length === 0) return [];
  await clearTimers(tx, ["offer", "transfer"], state.id);
  await tellEnded(tx, state, ended, (offer) => offer.result, winnerId);
  return ended;
}

/** The offers of a thread that end: those of one agent with a reason, or those whose time is over. */
export type SomeEnd =
  | {
      agentId: string;
      reason: Extract<
        OfferEnd,
        "declined" | "removed" | "right_lost" | "signed_out"
      >;
    }
  | "time_over";

/** Ends some open offers of a thread; the others keep ringing. */
export async function passOffers(
  tx: Sql,
  state: ThreadState,
  now: Date,
  end: SomeEnd,
): Promise<{ ended: EndedOffer[]; stillRinging: boolean }> {
  const which =
    end === "time_over"
      ? Prisma.sql`o."expiresAt" <= ${now}::timestamptz`
      : Prisma.sql`o."agentId" = ${end.agentId}::uuid`;
  // An offer is missed only if it rang for its whole time for an agent who was connected.
  const result =
    end === "time_over"
      ? Prisma.sql`case when ${connectedAt(now)} and coalesce(a."lastSeenAt" < o."createdAt", true)
          then 'missed' else 'expired' end`
      : Prisma.sql`${end.reason}`;
  const ended = await tx.$queryRaw<EndedOffer[]>(Prisma.sql`
    update offer o set "endedAt" = ${now}::timestamptz, result = ${result} from agent a
    where o."threadId" = ${state.id}::uuid and o."endedAt" is null and a.id = o."agentId" and ${which}
    returning o.id, o."agentId", o.kind, o."fromId", o."viaType", o."viaId", o.result`);
  const left = await tx.$queryRaw<{ kind: string; expiresAt: Date }[]>(
    Prisma.sql`select kind, "expiresAt" from offer
      where "threadId" = ${state.id}::uuid and "endedAt" is null order by "expiresAt"`,
  );
  const ringing = left.find(({ kind }) => kind === "ring");
  if (!ringing) await clearTimers(tx, ["offer"], state.id);
  else
    await setTimers(tx, [
      { kind: "offer", key: state.id, dueAt: ringing.expiresAt },
    ]);
  if (!left.some(({ kind }) => kind === "transfer"))
    await clearTimers(tx, ["transfer"], state.id);
  await tellEnded(tx, state, ended, (offer) => offer.result);
  return { ended, stillRinging: ringing !== undefined };
}

async function tellEnded(
  tx: Sql,
  state: ThreadState,
  ended: EndedOffer[],
  reasonOf: (offer: EndedOffer) => OfferEnd,
  byId: string | null = null,
): Promise<void> {
  if (ended.length === 0) return;
  const endings = ended.map((offer) => {
    const asker = offer.kind === "transfer" ? offer.fromId : null;
    return {
      agentIds: [offer.agentId, ...(asker === null ? [] : [asker])],
      agentId: offer.kind === "transfer" ? offer.agentId : null,
      reason: reasonOf(offer),
      byId,
    };
  });
  // Receivers of the same reason share one event. For an offer to hundreds nearly all do.
  const alike = Map.groupBy(endings, ({ agentId, reason }) =>
    [agentId, reason].join(),
  );
  const told = [...alike.values()].map((group): Announcement => ({
    kind: "offer.ended",
    threadId: state.id,
    payload: { ...group[0]!, agentIds: group.flatMap((one) => one.agentIds) },
  }));
  const alsoSeenBy = ended.map(({ agentId }) => agentId);
  await announce(tx, [
    ...told,
    // Some agents could see the thread only through their offer.
    {
      kind: "thread.updated",
      threadId: state.id,
      before: { ...snapshotVisibility(state), alsoSeenBy },
    },
  ]);
}
