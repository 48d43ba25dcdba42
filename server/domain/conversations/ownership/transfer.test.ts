import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/conversations/answer-offer.ts";
import { listAlerts } from "#server/domain/assignment/alerts.ts";
import { listOffers } from "#server/domain/inbox/offers.ts";
import { reassign } from "./reassign.ts";
import { listTransferTargets } from "#server/domain/routing/offering/transfer-targets.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { takeThread } from "./ownership.ts";
import { dismissNote } from "#server/domain/conversations/pinned-note.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { markRead } from "#server/domain/messages/read.ts";
import { getTrail } from "#server/domain/inbox/trail.ts";
import { listHandovers } from "#server/domain/inbox/handovers.ts";
import { cancelTransfer, transferThread } from "./transfer.ts";
import {
  openCompany,
  toAgent,
  toQueue,
} from "#server/pipeline/test-routing.ts";

/** A thread changes its owner: requested, refused, forced, sent to a queue, many at once. */

const { company, world, boss } = await openCompany();

test("requested: the sender stays the owner until it is accepted; the note is for the receiver", async () => {
  const { a, b, threadId } = await company.owned();
  const thread = await transferThread(world.context, a, {
    threadId,
    to: toAgent(b),
    note: "wants a refund",
  });
  expect(thread).toMatchObject({
    owner: { id: a.agentId },
    routing: "owned",
    pendingTransfer: { to: { id: b.agentId }, from: { id: a.agentId } },
  });
  const [offer] = await listOffers(world.context, b);
  expect(offer).toMatchObject({
    kind: "transfer",
    from: { id: a.agentId },
    note: "wants a refund",
  });
  const [third] = await company.people("Third");
  await expect(
    transferThread(world.context, a, { threadId, to: toAgent(third!) }),
  ).rejects.toMatchObject({ code: "wrong_state" });
  const taken = await acceptOffer(world.context, b, threadId);
  expect(taken).toMatchObject({
    owner: { id: b.agentId },
    pendingTransfer: null,
  });
  const steps = (
    await listHandovers(world.context, b, { threadId: threadId, limit: 100 })
  ).items;
  expect(steps.map(({ type }) => type)).toEqual([
    "taken",
    "transfer_asked",
    "transferred",
  ]);
  expect(steps[2]?.detail).toMatchObject({ from: { id: a.agentId } });
  const sent = await world.context.db.prisma.sendJob.count({
    where: { threadId },
  });
  expect(sent).toBe(0);
});

test("the note is pinned for the receiver, from accepting until an answer or until it is dismissed", async () => {
  const { a, b, c, threadId } = await company.owned();
  const noted = async () =>
    (await getThread(world.context, boss, threadId)).handoverNote;
  const ask = (from: Actor, to: Actor, note?: string) =>
    transferThread(world.context, from, {
      threadId,
      to: toAgent(to),
      ...(note === undefined ? {} : { note }),
    });
  await ask(a, b, "declined with it");
  await declineOffer(world.context, b, threadId);
  expect(await noted()).toBeNull();
  await ask(a, b, "wants a refund");
  expect(await noted()).toBeNull();
  await acceptOffer(world.context, b, threadId);
  const pinned = { text: "wants a refund", from: { id: a.agentId, name: "A" } };
  expect(await noted()).toMatchObject(pinned);
  // Transferred again without an answer or a new note: the next owner has the note.
  await ask(b, c);
  await acceptOffer(world.context, c, threadId);
  expect(await noted()).toMatchObject(pinned);
  await expect(dismissNote(world.context, a, threadId)).rejects.toThrow();
  await dismissNote(world.context, c, threadId);
  await dismissNote(world.context, c, threadId);
  expect(await noted()).toBeNull();

  // A forced transfer makes the receiver the owner at once; their first answer unpins the note.
  await transferThread(world.context, boss, {
    threadId,
    to: toAgent(b),
    mode: "force",
    note: "you know her",
  });
  expect(await noted()).toMatchObject({ text: "you know her" });
  await reply(world.context, b, {
    threadId,
    kind: "note",
    text: "I do",
    clientId: "note",
  });
  expect(await noted()).not.toBeNull();
  await reply(world.context, b, {
    threadId,
    kind: "message",
    text: "Hello again",
    clientId: "answer",
  });
  expect(await noted()).toBeNull();
});

test("sent to a queue with a note: it is pinned for the agent who takes it there; closing unpins it", async () => {
  const { a, b, threadId } = await company.owned();
  const queueId = await world.queue([a, b], { strategy: "manual" });
  await transferThread(world.context, a, {
    threadId,
    to: toQueue(queueId),
    note: "for whoever is free",
  });
  const taken = await takeThread(world.context, b, { threadId, force: false });
  expect(taken?.handoverNote).toMatchObject({
    text: "for whoever is free",
    from: { name: "A" },
  });
  const closed = await closeThread(world.context, b, threadId);
  expect(closed?.handoverNote).toBeNull();
});

test("its trail shows who wrote, took, asked, read and what was decided, without the texts", async () => {
  const { a, b, threadId } = await company.owned();
  const outsider = await world.agent("Out");
  await markRead(world.context, a, threadId);
  await company.advance(1);
  await transferThread(world.context, a, {
    threadId,
    to: toAgent(b),
    note: "wants a refund",
  });
  const trail = (
    await getTrail(world.context, a, { threadId: threadId, limit: 100 })
  ).items;
  const told = trail.map(({ kind, what, by }) => `${kind} ${what} ${by ?? ""}`);
  expect(told).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^message received /),
      "decision routed ",
      "event taken A",
      "decision owned A",
      "read read A",
      "event transfer_asked A",
      "note noted A",
    ]),
  );
  const times = trail.map(({ at }) => at);
  expect(times).toEqual([...times].sort());
  expect(JSON.stringify(trail)).not.toContain("refund");
  await expect(
    getTrail(world.context, outsider, { threadId: threadId, limit: 100 }),
  ).rejects.toMatchObject({ code: "not_found" });
});

test("declined, timed out, cancelled: the thread stays, and the sender reads why", async () => {
  const { a, b, threadId } = await company.owned();
  const ask = () =>
    transferThread(world.context, a, { threadId, to: toAgent(b) });
  await ask();
  await declineOffer(world.context, b, threadId);
  await ask();
  await company.advance(61);
  await ask();
  await cancelTransfer(world.context, a, threadId);
  expect(await company.ringing(threadId)).toBe("");
  expect(await company.thread(threadId)).toMatchObject({
    ownerId: a.agentId,
    routing: "owned",
  });
  expect((await company.lines(threadId)).slice(1)).toEqual([
    "transfer_asked",
    "transfer_declined",
    "transfer_asked",
    "transfer_missed",
    "transfer_asked",
    "transfer_cancelled",
  ]);
  const told = (await listAlerts(world.context, a, { limit: 100 })).items.map(
    ({ kind }) => kind,
  );
  expect(told).toEqual(
    expect.arrayContaining(["transfer_declined", "transfer_missed"]),
  );
});

test("a target that cannot be chosen is listed with the reason and refused with it; only supervisors force", async () => {
  const { a, b, c, threadId } = await company.owned();
  await setPresence(world.context, b, "dnd");
  await setPresence(world.context, c, "offline");
  const targets = await listTransferTargets(world.context, a, threadId);
  const reasonOf = (actor: Actor) =>
    targets.find(({ to }) => to.id === actor.agentId)?.reason;
  expect([a, b, c].map(reasonOf)).toEqual(["owner", "dnd", "offline"]);
  const to = toAgent(c);
  await expect(
    transferThread(world.context, a, { threadId, to }),
  ).rejects.toMatchObject({
    code: "cannot_enter",
    detail: { current: { reason: "offline" } },
  });
  const force = { threadId, to, mode: "force" as const };
  await expect(transferThread(world.context, a, force)).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(
    transferThread(world.context, boss, force),
  ).rejects.toMatchObject({ code: "cannot_enter" });
  await transferThread(world.context, boss, { ...force, confirm: true });
  expect(await company.thread(threadId)).toMatchObject({ ownerId: c.agentId });
});

test("a queue that cannot be entered refuses while the sender keeps the thread; one that needs a note says so", async () => {
  const { a, b, threadId } = await company.owned();
  const full = await world.queue([b], { maxWaiting: 0 });
  await expect(
    transferThread(world.context, a, { threadId, to: toQueue(full) }),
  ).rejects.toMatchObject({
    code: "cannot_enter",
    detail: { current: { reason: "queue_full" } },
  });
  const noted = await world.queue([b], {
    noteRequired: true,
    strategy: "hunt",
  });
  const to = toQueue(noted);
  await expect(
    transferThread(world.context, a, { threadId, to }),
  ).rejects.toMatchObject({ code: "invalid_input" });
  expect(await company.thread(threadId)).toMatchObject({ ownerId: a.agentId });
  const { waitingSince } = await company.thread(threadId);
  await transferThread(world.context, a, { threadId, to, note: "please" });
  await company.settle();
  expect(await company.thread(threadId)).toMatchObject({
    ownerId: null,
    routing: "offered",
    routedToId: noted,
    priority: 1,
    waitingSince,
  });
  expect(await company.ringing(threadId)).toBe("B");
});

test("the third transfer in a day raises an alert; many threads are moved at once", async () => {
  const { a, b, c, threadId } = await company.owned();
  for (const to of [b, c, a])
    await transferThread(world.context, boss, {
      threadId,
      to: toAgent(to),
      mode: "force",
    });
  expect(await company.alerts(threadId)).toEqual(["third_transfer"]);
  const gone = "019a0000-0000-7000-8000-000000000000";
  const answers = await reassign(world.context, boss, {
    threadIds: [threadId, gone],
    to: toAgent(b),
  });
  expect(answers.map(({ refused }) => refused)).toEqual([null, "not_found"]);
});

test("a channel of double weight needs double the room, also while its transfer is requested", async () => {
  const { a, b, page, threadId } = await company.owned();
  const { prisma } = world.context.db;
  await prisma.channel.update({
    where: { id: page.channelId },
    data: { weight: 2 },
  });
  const room = (capacity: number) =>
    prisma.agent.update({ where: { id: b.agentId }, data: { capacity } });
  const target = async () =>
    (await listTransferTargets(world.context, a, threadId)).find(
      ({ to }) => to.id === b.agentId,
    );
  const ask = () =>
    transferThread(world.context, a, { threadId, to: toAgent(b) });
  await room(1);
  expect(await target()).toMatchObject({ reason: "at_capacity" });
  await expect(ask()).rejects.toMatchObject({ code: "cannot_enter" });
  await room(3);
  expect(await target()).toMatchObject({ reason: null, load: 0 });
  await ask();
  expect(await target()).toMatchObject({ reason: "at_capacity", load: 2 });
});
