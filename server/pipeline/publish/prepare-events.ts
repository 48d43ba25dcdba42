import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  loadViewers,
  type Past,
  type Viewer,
} from "#server/domain/access/viewers.ts";
import type { Context } from "#server/domain/context.ts";
import {
  loadBareMessages,
  toMessage,
  type BareMessage,
} from "#server/domain/messages/message-rows.ts";
import {
  selectThreads,
  unreadCount,
  type ThreadView,
} from "#server/domain/messages/thread-rows.ts";
import { agentsOf, type AddressedEvent, type Row } from "./addressed-event.ts";
import { isOfPeople, peopleEvents } from "./people-events.ts";
import { loadShownOffers, type ShownOffer } from "./shown-offers.ts";

/**
 * Turns announcements into live events: reads the rows that they name and the
 * connected agents who may see them, both as of now. Keeps their order.
 * @param alsoMessages ids of further messages that the threads show. With them
 * the announcements about threads and messages cost one round trip to Postgres.
 */
export async function prepareEvents(
  context: Context,
  tx: Sql,
  rows: Row[],
  alsoMessages: string[] = [],
): Promise<AddressedEvent[]> {
  const threadIds = unique(
    rows.map((row) => (isOfPeople(row) ? null : row.threadId)),
  );
  const loaded = loadBareMessages(
    tx,
    unique([...rows.map(({ messageId }) => messageId), ...alsoMessages]),
  );
  const [messages, viewers, threads, offers] = await Promise.all([
    loaded,
    loadViewers(tx, threadIds, rows.flatMap(pastOf)),
    loadThreads(tx, threadIds, loaded),
    loadShownOffers(
      tx,
      rows.flatMap(({ payload }) => payload.offerIds ?? []),
    ),
  ]);
  const views = new Map(threads.map((view) => [view.thread.id, view]));
  const changes = Map.groupBy(
    rows.filter(({ kind }) => kind === "thread.updated"),
    ({ threadId }) => threadId,
  );
  const rings = Map.groupBy(
    rows.filter(({ kind }) => kind === "offer.created"),
    ({ threadId }) => threadId,
  );
  const offersOf = (some: Row[]): ShownOffer[] =>
    some.flatMap(({ payload }) =>
      (payload.offerIds ?? []).flatMap((id) => offers.get(id) ?? []),
    );
  const events: AddressedEvent[] = [];
  for (const row of rows) {
    if (isOfPeople(row)) {
      events.push(...(await peopleEvents(context, tx, row)));
      continue;
    }
    const view = row.threadId === null ? undefined : views.get(row.threadId);
    if (!view) continue;
    const message = row.messageId && messages.get(row.messageId);
    // Several changes of a thread make one event with its state of now.
    const alike = changes.get(view.thread.id) ?? [];
    if (row.kind === "thread.updated" && row !== alike.at(-1)) continue;
    events.push(
      ...threadEvents(row, {
        view,
        seeing: viewers.now.get(view.thread.id) ?? [],
        message: message ? toMessage(message, view.place) : undefined,
        couldSee: alike.flatMap(({ id, payload }) => [
          ...agentsOf(viewers.before.get(id.toString()) ?? []),
          ...(payload.before?.alsoSeenBy ?? []),
        ]),
        offers: offersOf([row]),
        rungNow: new Set(agentsOf(offersOf(rings.get(view.thread.id) ?? []))),
      }),
    );
  }
  return events.filter(({ agentIds }) => agentIds.length > 0);
}

type Found = {
  view: ThreadView;
  seeing: Viewer[];
  message: Message | undefined;
  /** Agents who could see the thread before these changes. */
  couldSee: string[];
  offers: ShownOffer[];
  /** Agents whose offer.created of this batch carries the thread already. */
  rungNow: ReadonlySet<string>;
};

/** Pure. */
function threadEvents(row: Row, found: Found): AddressedEvent[] {
  const { view, seeing, message, couldSee, offers, rungNow } = found;
  const { id: threadId } = view.thread;
  switch (row.kind) {
    case "message.created":
      if (!message) return [];
      return eachUnread(view, seeing, (thread, agentIds) => ({
        event: "message.created",
        payload: { message, thread },
        agentIds,
        ...(row.payload.trace ? { trace: row.payload.trace } : {}),
      }));
    case "message.updated":
      if (!message) return [];
      return [
        {
          event: "message.updated",
          payload: { message },
          agentIds: agentsOf(seeing),
        },
      ];
    case "schedule.changed":
      return [
        {
          event: "schedule.changed",
          payload: { threadId },
          agentIds: agentsOf(seeing),
        },
      ];
    case "typing":
      return [
        {
          event: "typing",
          payload: { threadId, agentId: row.payload.agentId ?? null },
          agentIds: agentsOf(seeing),
        },
      ];
    case "offer.created":
      return eachShown(offers, (shown, asked) =>
        eachUnread(
          view,
          seeing.filter(({ agentId }) => asked.has(agentId)),
          (thread, agentIds) => ({
            event: "offer.created",
            payload: { ...shown, thread },
            agentIds,
          }),
        ),
      );
    case "thread.updated": {
      // For agents who could see the thread before and cannot now, it is gone.
      const can = new Set(agentsOf(seeing));
      const lost = unique(couldSee).filter((agentId) => !can.has(agentId));
      return [
        ...eachUnread(
          view,
          seeing.filter(({ agentId }) => !rungNow.has(agentId)),
          (thread, agentIds): AddressedEvent => ({
            event: "thread.updated",
            payload: { thread },
            agentIds,
          }),
        ),
        { event: "thread.removed", payload: { threadId }, agentIds: lost },
      ];
    }
    default:
      return [];
  }
}

function loadThreads(
  tx: Sql,
  ids: string[],
  loaded: Promise<Map<string, BareMessage>>,
): Promise<ThreadView[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return selectThreads(
    tx,
    null,
    Prisma.sql`t.id = any(${ids}::uuid[])`,
    loaded,
  );
}

/** The announced thread as it was before its change, if that was recorded. */
function pastOf({ id, threadId, payload: { before } }: Row): Past[] {
  if (!before || threadId === null) return [];
  return [{ ...before, id: threadId, key: id.toString() }];
}

/** Groups the viewers so that one payload serves all with the same unread count and rights. */
function eachUnread(
  { thread, inboundCount }: ThreadView,
  viewers: Viewer[],
  toEvent: (thread: Thread, agentIds: string[]) => AddressedEvent,
): AddressedEvent[] {
  return [true, false].flatMap((readOnly) => {
    const groups = Map.groupBy(
      viewers.filter(({ guest }) => guest === readOnly),
      ({ readCount }) => unreadCount(inboundCount, readCount),
    );
    return [...groups].map(([unread, group]) =>
      toEvent({ ...thread, unread, readOnly }, agentsOf(group)),
    );
  });
}

/** Groups offers that show the same, so that one payload serves all of their agents. */
function eachShown(
  offers: ShownOffer[],
  toEvents: (
    shown: ShownOffer["shown"],
    agentIds: ReadonlySet<string>,
  ) => AddressedEvent[],
): AddressedEvent[] {
  const alike = Map.groupBy(offers, ({ shown }) => JSON.stringify(shown));
  return [...alike.values()].flatMap((group) =>
    toEvents(group[0]!.shown, new Set(group.map(({ agentId }) => agentId))),
  );
}

function unique(ids: (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
