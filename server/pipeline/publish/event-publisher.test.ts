import { beforeAll, expect, test } from "vitest";
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
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { disableAgent } from "#server/domain/people/disable-agent.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { recordConsent } from "#server/domain/customers/consents.ts";
import { updateCustomer } from "#server/domain/customers/customers.ts";
import {
  unverifyContact,
  verifyContact,
} from "#server/domain/customers/verify-contact.ts";
import { recordProfile } from "#server/domain/customers/profile.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import { dismissNote } from "#server/domain/conversations/pinned-note.ts";
import {
  recordAccepted,
  recordFailed,
} from "#server/domain/messages/delivery.ts";
import {
  labelCustomer,
  labelThread,
} from "#server/domain/labels/assign-label.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import { archiveThread } from "#server/domain/conversations/archive.ts";
import {
  deleteThread,
  restoreThread,
} from "#server/domain/conversations/delete-thread.ts";
import {
  markSpam,
  unmarkSpam,
} from "#server/domain/conversations/mark-spam.ts";
import { markNoReplyNeeded } from "#server/domain/conversations/no-reply-needed.ts";
import { setPriority } from "#server/domain/conversations/priority.ts";
import {
  blockCustomer,
  unblockCustomer,
} from "#server/domain/conversations/block-customer.ts";
import { eraseCustomer } from "#server/domain/customer-record/erase.ts";
import {
  mergeCustomers,
  undoMerge,
} from "#server/domain/customer-record/merge.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import {
  releaseThread,
  reopenThread,
  requeueThreadsOf,
  snoozeThread,
  takeThread,
  wakeSnoozed,
} from "#server/domain/conversations/ownership/ownership.ts";
import {
  inviteParticipant,
  removeParticipant,
} from "#server/domain/conversations/ownership/participants.ts";
import { markRead, markUnread } from "#server/domain/messages/read.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { retryMessage } from "#server/domain/conversations/replies/retry.ts";
import { leave } from "#server/domain/people/presence.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/conversations/answer-offer.ts";
import { reassign } from "#server/domain/conversations/ownership/reassign.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { runTimersOnce } from "#server/pipeline/jobs/timers.ts";
import {
  cancelTransfer,
  transferThread,
} from "#server/domain/conversations/ownership/transfer.ts";
import {
  createEventPublisher,
  type EventPublisher,
} from "./event-publisher.ts";
import { createApplier, type Applier } from "#server/pipeline/inbound/apply.ts";
import { claimSends } from "#server/pipeline/outbound/claim.ts";
import {
  createWorld,
  receiveOnlyChannels,
  delivery,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/**
 * After every command that announces, a screen that got the events shows the
 * same as one that fetches again. This holds for the agent who acts, a
 * teammate in the queue, a supervisor, and an agent who may see nothing. Every
 * command goes through this one harness, so the file is long.
 */

const QUERY = { sort: "newest", limit: 100 } as const;

let world: World;
let publisher: EventPublisher;
let applier: Applier;
let page: Awaited<ReturnType<World["page"]>>;
let mei: Actor;
let otherQueueId: string;
const screens = new Map<Actor, InboxState>();
/** The offers of each actor, as their screens know them. */
const ringing = new Map<Actor, OffersState>();
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

beforeAll(async () => {
  world = createWorld(await testDatabase());
  // As in the product: a delivery that comes alone is applied and published at once.
  publisher = createEventPublisher(world.context, sink);
  applier = createApplier({
    ...world.services,
    channels: receiveOnlyChannels,
    publisher,
  });
  world.services.intake.registerFastPath(applier);
  mei = await world.agent("Mei");
  const colleague = await world.agent("Jun");
  const supervisor = await world.agent("Sam", "supervisor");
  const outsider = await world.agent("Ola");
  const queueId = await world.queue([mei, colleague]);
  otherQueueId = await world.queue([outsider]);
  page = await world.page({ type: "queue", id: queueId });
  for (const actor of [mei, colleague, supervisor, outsider]) {
    await world.sits(actor);
    screens.set(actor, emptyInbox);
  }
});

/** A screen's state after it fetches everything that the actor may see. */
async function fetchAll(actor: Actor): Promise<InboxState> {
  const { items } = await listThreads(world.context, actor, QUERY);
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
    const messages = await listMessages(world.context, actor, page);
    state = inboxReducer(state, {
      type: "messages.fetched",
      threadId: id,
      ...messages,
      startedSeq: state.seq,
    });
  }
  return state;
}

const LIST = { sort: "newest" as const };

/** The visible part of a state: the list, and the threads that are open in `open`. */
function picture(state: InboxState, open: InboxState) {
  return threadsOf(state, [LIST]).map((thread) => ({
    thread,
    messages: open.rooms[thread.id]?.loaded
      ? state.rooms[thread.id]?.messages
      : "not open",
  }));
}

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
    screens.set(actor, await fetchAll(actor));
    ringing.set(actor, await fetchOffers(actor));
  }
  await command();
  const events = await tellAll();
  expect(events).not.toEqual([]);
  for (const [actor, state] of screens) {
    // As in the console: offers are fetched again when agents change.
    if (events.includes("settings.updated"))
      ringing.set(actor, await fetchOffers(actor));
    const fetched = await fetchAll(actor);
    expect(picture(state, state), actor.name).toEqual(picture(fetched, state));
    expect(ringing.get(actor), actor.name).toEqual(await fetchOffers(actor));
  }
  return events;
}

async function fetchOffers(actor: Actor): Promise<OffersState> {
  const items = await listOffers(world.context, actor);
  const action = { type: "offers.fetched" as const, items };
  return offersReducer({}, action, actor.agentId);
}

async function deliver(items: Record<string, unknown>[]): Promise<void> {
  const body = delivery(page.pageId, items);
  await world.services.intake.add({ ...page.from, body });
  while (await applier.round());
}

const mid = () => `m_${randomToken(20)}`;

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
  return reply(world.context, mei, { threadId, kind, text: "well", clientId });
}

test("a message from a new customer", () => eventsExplain(startThread));

test("a second message, an echo, a reaction, an edit, an unsend, ticks", async () => {
  const { psid } = await startThread();
  const first = mid();
  const at = Date.now();
  const items = [
    { psid, timestamp: at, message: { mid: first, text: "one" } },
    {
      psid,
      timestamp: at + 1,
      message: { mid: mid(), is_echo: true, app_id: 1, text: "two" },
    },
    {
      psid,
      timestamp: at + 2,
      reaction: { mid: first, action: "react", emoji: "😮" },
    },
    {
      psid,
      timestamp: at + 3,
      message_edit: { mid: first, text: "uno", num_edit: 1 },
    },
    { psid, timestamp: at + 4, read: { watermark: at + 4 } },
    { psid, timestamp: at + 5, message: { mid: first, is_deleted: true } },
  ];
  for (const item of items) await eventsExplain(() => deliver([item]));
});

test("taking a thread, and taking it over", async () => {
  const { threadId } = await startThread();
  await eventsExplain(() =>
    takeThread(world.context, mei, { threadId, force: false }),
  );
  const sam = [...screens.keys()].find(({ role }) => role === "supervisor");
  if (!sam) throw new Error("no supervisor");
  await eventsExplain(() =>
    takeThread(world.context, sam, { threadId, force: true }),
  );
});

test("a reply that takes the thread, its sending, its ticks", async () => {
  const { threadId } = await startThread();
  await eventsExplain(() => say(threadId));
  await eventsExplain(() => claimSends(world.context, 10));
  const { id: messageId } =
    await world.context.db.prisma.message.findFirstOrThrow({
      where: { threadId, status: "sending" },
      select: { id: true },
    });
  await eventsExplain(() =>
    inPrismaTransaction(world.context.db, (tx) =>
      recordAccepted(tx, {
        messageId,
        externalId: mid(),
        platformAt: new Date(),
      }),
    ),
  );
});

test("a reply that fails, and its retry", async () => {
  const { threadId } = await startThread();
  const [message] = await say(threadId);
  const messageId = message?.id ?? "";
  const failure = {
    key: "bad_request",
    code: 100,
    subcode: null,
    message: "no",
    trace: null,
  };
  await eventsExplain(() =>
    inPrismaTransaction(world.context.db, (tx) =>
      recordFailed(tx, messageId, failure),
    ),
  );
  await eventsExplain(() =>
    retryMessage(world.context, mei, { threadId, messageId }),
  );
});

test("a note", async () => {
  const { threadId } = await startThread();
  await eventsExplain(() => say(threadId, "note"));
});

test("participants added, labels added and removed, leaving", async () => {
  const { context } = world;
  const { threadId } = await startThread();
  await takeThread(context, mei, { threadId, force: false });
  const outsider = [...screens.keys()].find(({ name }) => name === "Ola")!;
  const { agentId } = outsider;
  const labelId = newId();
  await context.db.prisma.label.create({ data: { id: labelId, name: "VIP" } });
  const wear = { id: threadId, labelId };
  for (const command of [
    () => inviteParticipant(context, mei, { threadId, agentId }),
    () => say(threadId, "note"),
    () => labelThread(context, mei, { ...wear, on: true }),
    () => labelThread(context, mei, { ...wear, on: false }),
    () => removeParticipant(context, outsider, { threadId, agentId }),
  ])
    await eventsExplain(command);
});

test("priority", async () => {
  const { threadId } = await startThread();
  const set = (priority: "urgent" | "normal") => () =>
    setPriority(world.context, mei, { threadId, priority });
  await eventsExplain(set("urgent"));
  await eventsExplain(set("normal"));
});

test("no reply needed", async () => {
  const { threadId } = await startThread();
  await takeThread(world.context, mei, { threadId, force: false });
  await eventsExplain(() => markNoReplyNeeded(world.context, mei, threadId));
});

test("archive", async () => {
  const { threadId } = await startThread();
  await closeThread(world.context, mei, threadId);
  for (const on of [true, false])
    await eventsExplain(() =>
      archiveThread(world.context, mei, { threadId, on }),
    );
});

test("spam, deletion and restoration", async () => {
  const { threadId } = await startThread();
  const { context } = world;
  await eventsExplain(() => markSpam(context, mei, threadId));
  await eventsExplain(() => unmarkSpam(context, mei, threadId));
  const sam = await world.agent("Sam", "supervisor");
  await eventsExplain(() => deleteThread(context, sam, threadId));
  await eventsExplain(() => restoreThread(context, sam, threadId));
});

test("reading counts for the reader alone", async () => {
  const { threadId } = await startThread();
  await eventsExplain(() => markRead(world.context, mei, threadId));
  await eventsExplain(() => markUnread(world.context, mei, threadId));
});

test("release, close, reopen", async () => {
  const { threadId } = await startThread();
  await say(threadId);
  await eventsExplain(() => releaseThread(world.context, mei, threadId));
  await takeThread(world.context, mei, { threadId, force: false });
  await eventsExplain(() => closeThread(world.context, mei, threadId));
  await eventsExplain(() =>
    reopenThread(world.context, mei, { threadId, force: false }),
  );
});

test("the customer reopens a closed thread", async () => {
  const { threadId, psid } = await startThread();
  await say(threadId);
  await closeThread(world.context, mei, threadId);
  await eventsExplain(() =>
    deliver([
      { psid, timestamp: Date.now(), message: { mid: mid(), text: "again" } },
    ]),
  );
});

test("snooze and waking", async () => {
  const { threadId } = await startThread();
  await say(threadId);
  const until = new Date(Date.now() + 60_000);
  await eventsExplain(() =>
    snoozeThread(world.context, mei, { threadId, until: until.toISOString() }),
  );
  await eventsExplain(() =>
    inPrismaTransaction(world.context.db, (tx) =>
      wakeSnoozed(tx, threadId, until),
    ),
  );
});

test("transfer to another queue and to a colleague", async () => {
  const { threadId } = await startThread();
  await say(threadId);
  const queue = { type: "queue" as const, id: otherQueueId };
  await eventsExplain(() =>
    transferThread(world.context, mei, { threadId, to: queue, note: "please" }),
  );
  const second = await startThread();
  const ola = [...screens.keys()].find(({ name }) => name === "Ola");
  const agent = { type: "agent" as const, id: ola?.agentId ?? "" };
  await eventsExplain(() =>
    transferThread(world.context, mei, {
      threadId: second.threadId,
      to: agent,
    }),
  );
});

test("two moves in quick succession are published once, also to agents who lost sight of the thread by the first", async () => {
  const { context } = world;
  const { threadId } = await startThread();
  const [sam, jun] = ["Sam", "Jun"].map((name) =>
    [...screens.keys()].find((actor) => actor.name === name),
  );
  if (!sam || !jun) throw new Error("nobody");
  const move = (type: "agent" | "queue", id: string) =>
    reassign(context, sam, { threadIds: [threadId], to: { type, id } });
  const events = await eventsExplain(async () => {
    await move("agent", jun.agentId);
    await move("queue", otherQueueId);
  });
  expect(Object.keys(screens.get(sam)?.threads ?? {})).toContain(threadId);
  expect(Object.keys(screens.get(mei)?.threads ?? {})).not.toContain(threadId);
  const updates = events.filter((event) => event === "thread.updated");
  expect(updates).toHaveLength(1);
  expect(events).toContain("thread.removed");
});

test("an agent who leaves returns all threads", async () => {
  const { threadId } = await startThread();
  await say(threadId);
  await eventsExplain(() =>
    inPrismaTransaction(world.context.db, (tx) =>
      requeueThreadsOf(tx, mei.agentId, "disabled", new Date()),
    ),
  );
});

test("an offer, a decline, an accept; a question, its answer, its end", async () => {
  const { context } = world;
  const [jun, ola, sam] = ["Jun", "Ola", "Sam"].map((name) =>
    [...screens.keys()].find((actor) => actor.name === name),
  );
  if (!jun || !ola || !sam) throw new Error("nobody");
  await context.db.prisma.agent.updateMany({ data: { capacity: 100 } });
  const options = { strategy: "ring_all", offerSeconds: 20 };
  const queueId = await world.queue([mei, jun], options);
  const rings = await world.page({ type: "queue", id: queueId });
  const arrive = async (psid = digits(16)) => {
    const message = { mid: mid(), text: "hi" };
    const item = { psid, timestamp: Date.now(), message };
    const body = delivery(rings.pageId, [item]);
    await world.services.intake.add({
      kind: "messenger",
      externalId: "",
      sourceId: rings.sourceId,
      body,
    });
    while (await applier.round());
    return threadOf(psid);
  };
  const psid = digits(16);
  const threadId = await arrive(psid);
  await eventsExplain(() => routeOnce(context));
  expect(Object.keys(ringing.get(jun) ?? {})).toEqual([threadId]);
  await eventsExplain(() => arrive(psid));
  await eventsExplain(() => declineOffer(context, jun, threadId));
  await eventsExplain(() => acceptOffer(context, mei, threadId));
  const ask = () =>
    transferThread(context, mei, {
      threadId,
      to: { type: "agent", id: ola.agentId },
    });
  await eventsExplain(ask);
  await eventsExplain(() => declineOffer(context, ola, threadId));
  await eventsExplain(ask);
  await eventsExplain(() => cancelTransfer(context, mei, threadId));
  await eventsExplain(ask);
  await eventsExplain(() => acceptOffer(context, ola, threadId));

  const missed = await arrive();
  await routeOnce(context);
  world.clock.at = new Date(Date.now() + 21_000);
  await eventsExplain(() => runTimersOnce(context));
  expect(Object.keys(ringing.get(jun) ?? {})).toEqual([]);
  await eventsExplain(() => leave(context, mei, { threads: "return" }));
  await eventsExplain(() =>
    reassign(context, sam, {
      threadIds: [missed],
      to: { type: "agent", id: jun.agentId },
    }),
  );
  world.clock.at = null;
});

test("a new name of the customer, by hand and from their profile, also in lines and quotes", async () => {
  const { context } = world;
  const { threadId, psid } = await startThread();
  const asked = mid();
  const at = Date.now();
  const postback = { mid: mid(), title: "Get started", payload: "START" };
  await deliver([
    { psid, timestamp: at, postback },
    { psid, timestamp: at + 1, message: { mid: asked, text: "Is it blue?" } },
    {
      psid,
      timestamp: at + 2,
      message: { mid: mid(), text: "This", reply_to: { mid: asked } },
    },
  ]);
  const { customerId, identityId } =
    await context.db.prisma.thread.findUniqueOrThrow({
      where: { id: threadId },
      select: { customerId: true, identityId: true },
    });
  const names = () =>
    screens
      .get(mei)!
      .rooms[threadId]!.messages.flatMap(({ author, replyTo }) => [
        ...(author.type === "customer" ? [author.name] : []),
        ...(replyTo ? [replyTo.authorName] : []),
      ]);
  await takeThread(context, mei, { threadId, force: false });
  await eventsExplain(() =>
    updateCustomer(context, mei, customerId, { name: "Nora Newcomer" }),
  );
  expect(new Set(names())).toEqual(new Set(["Nora Newcomer"]));
  await context.db.prisma.customer.update({
    where: { id: customerId },
    data: { name: null, firstName: null, lastName: null },
  });
  await eventsExplain(() =>
    recordProfile(
      context,
      {
        identityId,
        customerId,
        channelId: "",
        externalId: psid,
        attempts: 1,
        isFirst: true,
      },
      {
        name: "Noor Nieuw",
        firstName: "Noor",
        lastName: "Nieuw",
        locale: null,
        timezone: null,
        picture: { kind: "none" },
      },
    ),
  );
});

test("an agent who is disabled, and whose conversations go to a queue or a teammate", async () => {
  const { context } = world;
  for (const to of [
    { type: "queue" as const, id: otherQueueId },
    { type: "agent" as const, id: mei.agentId },
  ]) {
    const lea = await world.agent("Lea", "supervisor");
    const open = await startThread();
    const asleep = await startThread();
    for (const { threadId } of [open, asleep])
      await takeThread(context, lea, { threadId, force: false });
    await snoozeThread(context, lea, {
      threadId: asleep.threadId,
      until: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await eventsExplain(() =>
      disableAgent(context, commandLine, lea.agentId, to),
    );
  }
});

test("a new name of an agent, in their threads and in the questions to them", async () => {
  const { context } = world;
  const { threadId } = await startThread();
  const ola = [...screens.keys()].find(({ name }) => name === "Ola")!;
  await takeThread(context, mei, { threadId, force: false });
  await inviteParticipant(context, mei, { threadId, agentId: ola.agentId });
  const rename = (agentId: string, name: string) => () =>
    updateAgent(context, commandLine, agentId, { name });
  await eventsExplain(rename(mei.agentId, "Mei Lin"));
  await eventsExplain(rename(ola.agentId, "Ola Nord"));
});

test("a dismissed note, a label of the customer, a status", async () => {
  const { context } = world;
  const { threadId } = await startThread();
  const jun = [...screens.keys()].find(({ name }) => name === "Jun")!;
  await takeThread(context, mei, { threadId, force: false });
  await transferThread(context, mei, {
    threadId,
    to: { type: "queue", id: otherQueueId },
    note: "Wants a blue one.",
  });
  const ola = [...screens.keys()].find(({ role, agentId }) => {
    return (
      role === "agent" && agentId !== mei.agentId && agentId !== jun.agentId
    );
  })!;
  await takeThread(context, ola, { threadId, force: false });
  await eventsExplain(() => dismissNote(context, ola, threadId));
  const { customerId } = await context.db.prisma.thread.findUniqueOrThrow({
    where: { id: threadId },
    select: { customerId: true },
  });
  const labelId = newId();
  await context.db.prisma.label.create({ data: { id: labelId, name: "Gold" } });
  for (const on of [true, false])
    await eventsExplain(() =>
      labelCustomer(context, ola, { id: customerId, labelId, on }),
    );
  await eventsExplain(() => setPresence(context, jun, "away"));
  await eventsExplain(() => setPresence(context, jun, "available"));
});

test("a customer is blocked, merged with another one, and erased", async () => {
  const { context } = world;
  const started = [await startThread(), await startThread()];
  const customers: string[] = [];
  for (const { threadId } of started) {
    await takeThread(context, mei, { threadId, force: false });
    const { customerId } = await context.db.prisma.thread.findUniqueOrThrow({
      where: { id: threadId },
      select: { customerId: true },
    });
    customers.push(customerId);
  }
  const [survivorId = "", otherId = ""] = customers;
  const block = { reason: "", until: null };
  await eventsExplain(() => blockCustomer(context, mei, otherId, block));
  await eventsExplain(() => unblockCustomer(context, mei, otherId));
  const email = { email: "other@example.com" };
  await updateCustomer(context, mei, otherId, email);
  const check = { key: "email", reason: "Called back" } as const;
  for (const id of [otherId, otherId])
    await eventsExplain(() => verifyContact(context, mei, id, check));
  await eventsExplain(() => unverifyContact(context, mei, otherId, "email"));
  await verifyContact(context, mei, otherId, check);
  const optOut = { purpose: "contact", given: false, source: "agent" } as const;
  await eventsExplain(() => recordConsent(context, mei, otherId, optOut));
  let mergeId = "";
  await eventsExplain(async () => {
    const merge = { survivorId, otherId };
    ({ mergeId } = await mergeCustomers(context, mei, merge));
  });
  await eventsExplain(() => undoMerge(context, mei, mergeId));
  const boss = { ...mei, role: "owner" as const };
  await eventsExplain(() => eraseCustomer(context, boss, survivorId));
});
