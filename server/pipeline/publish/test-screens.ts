import { expect } from "vitest";
import {
  emptyInbox,
  inboxReducer,
  type InboxAction,
  type InboxState,
} from "#contract/live/inbox-state.ts";
import { threadsOf } from "#contract/live/listed-threads.ts";
import type { LiveEvents } from "#contract/live/live-events.ts";
import {
  offersReducer,
  type OffersAction,
  type OffersState,
} from "#contract/live/offers-state.ts";
import { listOffers } from "#server/domain/inbox/offers.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { createEventPublisher } from "./event-publisher.ts";
import { createApplier } from "#server/pipeline/inbound/apply.ts";
import {
  createWorld,
  receiveOnlyChannels,
  delivery,
  digits,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

import type { Context } from "#server/domain/context.ts";

const QUERY = { sort: "newest", limit: 100 } as const;
const LIST = { sort: "newest" as const };

const INBOX_EVENTS = new Set([
  "message.created",
  "message.updated",
  "thread.updated",
  "thread.removed",
]);
const OFFER_EVENTS = new Set([
  "offer.created",
  "offer.ended",
  "thread.updated",
  "message.created",
  "message.updated",
]);

/**
 * Screens of the agent who acts, a teammate in the queue, a supervisor, and an agent who may see nothing. After every
 * command that announces, `eventsExplain` expects that a screen that got the events shows the same as one that fetches
 * again.
 */
export async function openScreens() {
  const world = createWorld(await testDatabase());
  const { context } = world;
  const screens = new Map<Actor, InboxState>();
  /** The offers of each actor, as their screens know them. */
  const ringing = new Map<Actor, OffersState>();
  let told: string[] = [];
  const sink = {
    emit(event: string, payload: unknown, agentIds: string[]) {
      told.push(event);
      for (const [actor, state] of screens) {
        if (!agentIds.includes(actor.agentId)) continue;
        const action = { type: event, ...(payload as object) };
        if (INBOX_EVENTS.has(event))
          screens.set(actor, inboxReducer(state, action as InboxAction));
        // As in the console: an offer brings its thread along.
        const offer = payload as LiveEvents["offer.created"];
        if (event === "offer.created" && "thread" in offer) {
          const { thread } = offer;
          const update = { type: "thread.updated" as const, thread };
          screens.set(actor, inboxReducer(state, update));
        }
        if (OFFER_EVENTS.has(event)) {
          const rings = ringing.get(actor) ?? {};
          const next = action as OffersAction;
          ringing.set(actor, offersReducer(rings, next, actor.agentId));
        }
      }
    },
    screens: () => screens.size,
  };

  // As in the product: a delivery that comes alone is applied and published at once.
  const publisher = createEventPublisher(context, sink);
  const applier = createApplier({
    ...world.services,
    channels: receiveOnlyChannels,
    publisher,
  });
  world.services.intake.registerFastPath(applier);
  const mei = await world.agent("Mei");
  const jun = await world.agent("Jun");
  const sam = await world.agent("Sam", "supervisor");
  const ola = await world.agent("Ola");
  const queueId = await world.queue([mei, jun]);
  const otherQueueId = await world.queue([ola]);
  const page = await world.page({ type: "queue", id: queueId });
  for (const actor of [mei, jun, sam, ola]) {
    await world.sits(actor);
    screens.set(actor, emptyInbox);
  }

  /** The names of the events published since the last call. */
  async function tellAll(): Promise<string[]> {
    while (await publisher.round());
    const events = told;
    told = [];
    return events;
  }

  /** @returns the names of the events that the command published */
  async function eventsExplain(
    command: () => Promise<unknown>,
  ): Promise<string[]> {
    await tellAll();
    for (const actor of screens.keys()) {
      screens.set(actor, await fetchAll(context, actor));
      ringing.set(actor, await fetchOffers(context, actor));
    }
    await command();
    const events = await tellAll();
    expect(events).not.toEqual([]);
    for (const [actor, state] of screens) {
      // As in the console: offers are fetched again when agents change.
      if (events.includes("settings.updated"))
        ringing.set(actor, await fetchOffers(context, actor));
      const fetched = await fetchAll(context, actor);
      expect(picture(state, state), actor.name).toEqual(
        picture(fetched, state),
      );
      expect(ringing.get(actor), actor.name).toEqual(
        await fetchOffers(context, actor),
      );
    }
    return events;
  }

  async function deliver(items: Record<string, unknown>[]): Promise<void> {
    const body = delivery(page.pageId, items);
    await world.services.intake.add({ ...page.from, body });
    while (await applier.round());
  }

  async function threadOf(psid: string): Promise<string> {
    const { id } = await world.context.db.prisma.thread.findFirstOrThrow({
      where: { identity: { externalId: psid } },
      select: { id: true },
    });
    return id;
  }

  async function startThread(): Promise<{ threadId: string; psid: string }> {
    const psid = digits(16);
    await deliver([
      { psid, timestamp: Date.now(), message: { mid: mid(), text: "hi" } },
    ]);
    return { threadId: await threadOf(psid), psid };
  }

  function say(threadId: string, kind: "message" | "note" = "message") {
    const clientId = randomToken(8);
    return reply(world.context, mei, {
      threadId,
      kind,
      text: "well",
      clientId,
    });
  }

  return {
    world,
    applier,
    mei,
    jun,
    sam,
    ola,
    otherQueueId,
    screens,
    ringing,
    eventsExplain,
    deliver,
    threadOf,
    startThread,
    say,
  };
}

/** A screen's state after it fetches everything that the actor may see. */
async function fetchAll(context: Context, actor: Actor): Promise<InboxState> {
  const { items } = await listThreads(context, actor, QUERY);
  let state = inboxReducer(emptyInbox, {
    type: "list.fetched",
    query: LIST,
    from: null,
    items,
    nextCursor: null,
    startedSeq: 0,
  });
  for (const { id } of items) {
    const page = { threadId: id, limit: 100 };
    const messages = await listMessages(context, actor, page);
    state = inboxReducer(state, {
      type: "messages.fetched",
      threadId: id,
      ...messages,
      startedSeq: state.seq,
    });
  }
  return state;
}

/** The visible part of a state: the list, and the threads that are open in `open`. */
function picture(state: InboxState, open: InboxState) {
  return threadsOf(state, [LIST]).map((thread) => ({
    thread,
    messages: open.rooms[thread.id]?.loaded
      ? state.rooms[thread.id]?.messages
      : "not open",
  }));
}

async function fetchOffers(
  context: Context,
  actor: Actor,
): Promise<OffersState> {
  const items = await listOffers(context, actor);
  const action = { type: "offers.fetched" as const, items };
  return offersReducer({}, action, actor.agentId);
}

export const mid = () => `m_${randomToken(20)}`;
