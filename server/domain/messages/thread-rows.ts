import {
  rulesOf,
  type ChannelKind,
} from "#contract/channels/rules/channel-rules.ts";
import type { Capabilities } from "#contract/channels/rules/rules.ts";
import { replyWindow } from "#contract/channels/rules/send-policy.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import { guestsAmong, type Seat } from "#server/domain/access/guests.ts";
import { optedOutAt } from "#server/domain/customers/opted-out.ts";
import {
  customerShape,
  type CustomerRow,
} from "#server/domain/customers/customer-shape.ts";
import {
  loadBareMessages,
  toMessage,
  type BareMessage,
  type MessagePlace,
  type Reader,
} from "./message-rows.ts";

type ThreadRow = {
  id: string;
  number: number | null;
  channelId: string;
  test: boolean;
  status: Thread["status"];
  routing: Thread["routing"];
  ownerId: string | null;
  ownerName: string | null;
  routedToType: NonNullable<Thread["routedTo"]>["type"] | null;
  routedToId: string | null;
  departmentId: string | null;
  priority: Thread["priority"];
  queuedAt: Date | null;
  offers: OpenOffer[] | null;
  handoverNote: Thread["handoverNote"];
  waitingSince: Date | null;
  replyDueAt: Date | null;
  snoozedUntil: Date | null;
  wakesOnReply: boolean;
  back: Thread["back"];
  lastOwnerId: string | null;
  archivedAt: Date | null;
  lastMessageId: string | null;
  lastMessageAt: Date;
  lastCustomerAt: Date | null;
  controlledBy: string | null;
  optedOutAt: Date | null;
  inboundCount: number;
  readCount: number | null;
  humanAgent: boolean;
  channelName: string;
  channelKind: ChannelKind;
  guestId: string | null;
  channelOptions: { capabilities?: Capabilities };
  version: number;
  createdAt: Date;
  labels: Thread["labels"] | null;
  participants: Thread["participants"] | null;
  mentioned: Thread["mentioned"] | null;
  customer: Omit<CustomerRow, "createdAt" | "blockedAt" | "blockedUntil"> & {
    createdAt: string;
    blockedAt: string | null;
    blockedUntil: string | null;
  };
};

type OpenOffer = NonNullable<Thread["pendingTransfer"]> & {
  kind: "ring" | "transfer";
};

/** The most agents with an offer that a thread names: a line of the list has no room for more. */
const RINGING_NAMED = 10;

/** A thread for one reader: `unread` is that agent's own count. `place`: what its messages show of it. */
export type ThreadView = {
  thread: Thread;
  inboundCount: number;
  place: MessagePlace;
};

/**
 * Reads threads in the form of the API. `tail` continues "from thread t …
 * where": conditions on `t`, then order and limit. `agentId`: the agent whose
 * unread count and rights are shown; null counts nothing as read. `loaded`:
 * messages that the caller reads anyway.
 */
export async function selectThreads(
  reader: Reader,
  agentId: string | null,
  tail: Prisma.Sql,
  loaded?: Promise<Map<string, BareMessage>>,
): Promise<ThreadView[]> {
  const read =
    agentId === null
      ? { count: Prisma.raw("null::int"), join: Prisma.empty }
      : {
          count: Prisma.raw('r."readCount"'),
          join: Prisma.sql`left join thread_read r on r."threadId" = t.id and r."agentId" = ${agentId}::uuid`,
        };
  const reading = reader.$queryRaw<ThreadRow[]>(Prisma.sql`
    select t.id, t.number, t."channelId", t.test, t.status, t.routing, t."ownerId", o.name as "ownerName",
      t."routedToType", t."routedToId", t."departmentId", t."waitingSince", t."replyDueAt", t."priorityLevel" as priority, t."queuedAt", t."snoozedUntil", t."wakesOnReply", t.back, t."lastOwnerId", t."archivedAt",
      t."lastMessageId", t."lastMessageAt", t."lastCustomerAt", t."controlledBy", ${optedOutAt} as "optedOutAt", t."inboundCount",
      ${read.count} as "readCount", ch."humanAgent", ch.name as "channelName", ch.kind as "channelKind",
      case when c.name is null then (select i."externalId" from identity i where i.id = t."identityId") end as "guestId",
      ch.options as "channelOptions", t.version, t."createdAt",
      (select json_agg(json_build_object('kind', of.kind, 'to', json_build_object('id', x.id, 'name', x.name), 'from',
          case when f.id is null then null else json_build_object('id', f.id, 'name', f.name) end,
          'expiresAt', of."expiresAt") order by of."createdAt", of.id)
        from offer of join agent x on x.id = of."agentId" left join agent f on f.id = of."fromId"
        where of."threadId" = t.id and of."endedAt" is null) as offers,
      case when t."pinnedNoteId" is not null then (
        select json_build_object('messageId', n.id, 'why', coalesce(t."pinnedWhy", 'transfer'), 'text', n.text, 'at', n."sentAt",
          'from', json_build_object('id', n."authorId", 'name', n."authorName"))
        from message n where n.id = t."pinnedNoteId") end as "handoverNote",
      (select json_agg(json_build_object('id', l.id, 'name', l.name, 'color', l.color) order by l.name)
        from thread_label tl join label l on l.id = tl."labelId" where tl."threadId" = t.id) as labels,
      (select json_agg(json_build_object('id', pa.id, 'name', pa.name) order by tp."createdAt", pa.id)
        from thread_participant tp join agent pa on pa.id = tp."agentId" and pa."disabledAt" is null
        where tp."threadId" = t.id) as participants,
      (select json_agg(distinct mn."agentId") from mention mn where mn."threadId" = t.id) as mentioned,
      json_build_object('id', c.id, 'name', c.name, 'aliases', c.aliases, 'firstName', c."firstName", 'lastName', c."lastName",
        'avatarKey', c."avatarKey", 'phoneKey', c."phoneKey", 'verified', c.verified, 'locale', c.locale, 'timezone', c.timezone, 'accountOwnerId', c."accountOwnerId", 'stageId', c."stageId", 'fields', c.fields,
        'blockedAt', c."blockedAt", 'blockedUntil', c."blockedUntil", 'blockReason', c."blockReason",
        'createdAt', c."createdAt",
        'identities', (select json_agg(json_build_object('channelId', ci."channelId", 'externalId', ci."externalId")
            order by ci."createdAt", ci.id) from identity ci where ci."customerId" = c.id),
        'labels', coalesce((select json_agg(json_build_object('label',
            json_build_object('id', l.id, 'name', l.name, 'color', l.color)) order by l.name)
          from customer_label cl join label l on l.id = cl."labelId" where cl."customerId" = c.id), '[]'::json)
      ) as customer
    from thread t
    join customer c on c.id = t."customerId"
    join channel ch on ch.id = t."channelId"
    left join agent o on o.id = t."ownerId"
    ${read.join}
    where ${tail}`);
  // Both at once: if the messages fail while the threads are still read, no one else would take the failure.
  const [rows, known = new Map<string, BareMessage>()] = await Promise.all([
    reading,
    loaded,
  ]);
  const lastIds = rows.flatMap((row) => row.lastMessageId ?? []);
  const more = lastIds.filter((id) => !known.has(id));
  const others = await loadBareMessages(reader, more);
  const isGuest = await guestsAmong(reader, seatsOf(rows, agentId));
  return rows.map((row) => {
    const place = placeOf(row);
    const lastId = row.lastMessageId ?? "";
    const last = known.get(lastId) ?? others.get(lastId);
    return {
      inboundCount: row.inboundCount,
      place,
      thread: {
        ...toThread(row, last ? toMessage(last, place) : null),
        readOnly: agentId !== null && isGuest({ threadId: row.id, agentId }),
      },
    };
  });
}

function placeOf(row: ThreadRow): MessagePlace {
  const { test, customer, guestId, channelName, channelKind } = row;
  return {
    test,
    customerId: customer.id,
    customerName: customer.name,
    guestId,
    channelName,
    channelKind,
  };
}

function seatsOf(rows: ThreadRow[], agentId: string | null): Seat[] {
  if (agentId === null) return [];
  return rows
    .filter(({ participants }) => participants?.some((p) => p.id === agentId))
    .map(({ id: threadId }) => ({ threadId, agentId }));
}

function toThread(
  row: ThreadRow,
  lastMessage: Thread["lastMessage"],
): Omit<Thread, "readOnly"> {
  return {
    id: row.id,
    number: row.number,
    channelId: row.channelId,
    customer: customerShape({
      ...row.customer,
      createdAt: new Date(row.customer.createdAt),
      blockedAt: dateOf(row.customer.blockedAt),
      blockedUntil: dateOf(row.customer.blockedUntil),
    }),
    test: row.test,
    status: row.status,
    routing: row.routing,
    owner:
      row.ownerId === null
        ? null
        : { id: row.ownerId, name: row.ownerName ?? "" },
    routedTo:
      row.routedToType === null || row.routedToId === null
        ? null
        : { type: row.routedToType, id: row.routedToId },
    departmentId: row.departmentId,
    priority: row.priority,
    queuedAt: row.queuedAt?.toISOString() ?? null,
    pendingTransfer: toPendingTransfer(row.offers ?? []),
    ringing: row.routing === "offered" ? toRinging(row.offers ?? []) : null,
    handoverNote: row.handoverNote && {
      ...row.handoverNote,
      at: new Date(row.handoverNote.at).toISOString(),
    },
    labels: row.labels ?? [],
    participants: row.participants ?? [],
    mentioned: row.mentioned ?? [],
    unread: unreadCount(row.inboundCount, row.readCount),
    lastMessage,
    lastMessageAt: row.lastMessageAt.toISOString(),
    replyDueAt: row.replyDueAt?.toISOString() ?? null,
    waitingSince: row.waitingSince?.toISOString() ?? null,
    wakesOnReply: row.wakesOnReply,
    back: row.back,
    lastOwnerId: row.lastOwnerId,
    snoozedUntil: row.snoozedUntil?.toISOString() ?? null,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    replyWindow: toReplyWindow(row),
    controlledBy: row.controlledBy,
    optedOutAt: row.optedOutAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  };
}

function toPendingTransfer(offers: OpenOffer[]): Thread["pendingTransfer"] {
  const offer = offers.find(({ kind }) => kind === "transfer");
  if (!offer) return null;
  const { to, from, expiresAt } = offer;
  return { to, from, expiresAt: new Date(expiresAt).toISOString() };
}

function toRinging(offers: OpenOffer[]): Thread["ringing"] {
  const rings = offers.filter(({ kind }) => kind === "ring");
  if (rings.length === 0) return null;
  const agents = rings.slice(0, RINGING_NAMED).map(({ to }) => to);
  return { count: rings.length, agents };
}

function dateOf(json: string | null): Date | null {
  return json === null ? null : new Date(json);
}

/** Customer messages after the agent's own read mark. */
export function unreadCount(
  inboundCount: number,
  readCount: number | null,
): number {
  return Math.max(0, inboundCount - (readCount ?? 0));
}

function toReplyWindow(row: ThreadRow): Thread["replyWindow"] {
  const window = replyWindow(
    row.lastCustomerAt,
    row.humanAgent,
    rulesOf(row.channelKind, row.channelOptions.capabilities),
  );
  if (window === null) return null;
  return {
    standardUntil: window.standardUntil.toISOString(),
    humanAgentUntil: window.humanAgentUntil?.toISOString() ?? null,
  };
}
