import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import type { WrapUp } from "#contract/routing/wrap-up-form.ts";
import { getBoard } from "#server/domain/supervision/board.ts";
import { acceptOffer } from "#server/domain/conversations/answer-offer.ts";
import { updateQueue } from "#server/domain/teams/queues.ts";
import { updateDepartment } from "#server/domain/teams/departments.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import { getTrail } from "#server/domain/inbox/trail.ts";
import { takeThread } from "./ownership.ts";
import { reassign } from "./reassign.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { getTrace } from "#server/domain/inbox/trace.ts";
import { transferThread } from "./transfer.ts";
import {
  openCompany,
  toAgent,
  toQueue,
} from "#server/pipeline/test-routing.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/**
 * An owner's limit of threads, their readers, ways of closing, and the automatic messages that go
 * out.
 */

const { company, world, boss } = await openCompany();

test("taking a thread by hand beyond the hard cap asks first", async () => {
  const [a] = await company.people("A");
  await world.context.db.prisma.agent.update({
    where: { id: a!.agentId },
    data: { capacity: 1 },
  });
  const page = await world.page(toQueue(await world.queue([a!])));
  const take = async (force = false) => {
    const threadId = await company.arrive(page);
    return takeThread(world.context, a!, { threadId, force });
  };
  for (let n = 0; n < 3; n += 1) await take();
  await expect(take()).rejects.toMatchObject({
    code: "at_capacity",
    detail: { current: { load: 3, capacity: 1, limit: 3 } },
  });
  expect(await take(true)).toMatchObject({ owner: { id: a!.agentId } });
});

test("answering, accepting and being assigned one beyond the hard cap asks first", async () => {
  const [a] = (await company.people("A")) as [Actor];
  const { context } = world;
  const capacity = (value: number) =>
    context.db.prisma.agent.update({
      where: { id: a.agentId },
      data: { capacity: value },
    });
  const byHand = await world.page(toQueue(await world.queue([a])));
  const rung = await world.page(
    toQueue(await world.queue([a], { strategy: "hunt" })),
  );
  const [first, second] = [
    await company.arrive(byHand),
    await company.arrive(byHand),
  ];
  const ringing = await company.arrive(rung);
  expect(await company.ringing(ringing)).toBe("A");
  await capacity(1);
  for (let n = 0; n < 3; n += 1)
    await takeThread(context, a, {
      threadId: await company.arrive(byHand),
      force: true,
    });
  const atCapacity = {
    code: "at_capacity",
    detail: { current: { agentId: a.agentId, load: 3, limit: 3 } },
  };
  const say = (clientId: string, force?: boolean) =>
    reply(context, a, {
      threadId: first,
      kind: "message",
      text: "Hello",
      clientId,
      ...(force ? { force } : {}),
    });
  // Two threads keep ringing for A. They count once.
  await expect(acceptOffer(context, a, ringing)).rejects.toMatchObject(
    atCapacity,
  );
  expect(await company.ringing(ringing)).toBe("A");
  await capacity(2);
  expect(await acceptOffer(context, a, ringing)).toMatchObject({
    owner: { id: a.agentId },
  });
  await capacity(1);
  await expect(say("one")).rejects.toMatchObject({ code: "at_capacity" });
  expect(await company.thread(first)).toMatchObject({ ownerId: null });
  await say("two", true);
  expect(await company.thread(first)).toMatchObject({ ownerId: a.agentId });
  const give = (confirm: boolean) =>
    transferThread(context, boss, {
      threadId: second,
      to: toAgent(a),
      mode: "force",
      confirm,
    });
  await expect(give(false)).rejects.toMatchObject({ code: "at_capacity" });
  const moved = (confirm: boolean) =>
    reassign(context, boss, { threadIds: [second], to: toAgent(a), confirm });
  expect(await moved(false)).toMatchObject([{ refused: "at_capacity" }]);
  expect(await moved(true)).toMatchObject([{ refused: null }]);
  expect(await company.thread(second)).toMatchObject({ ownerId: a.agentId });
});

test("automatic messages: in the customer's language, once in four hours, and none without a text", async () => {
  const [a] = await company.people("A");
  const page = await world.page(
    toQueue(await world.queue([a!], { strategy: "hunt" })),
  );
  const said = async (threadId: string) =>
    (
      await world.context.db.prisma.message.findMany({
        where: { threadId, authorType: "system", kind: "message" },
        orderBy: { id: "asc" },
      })
    ).map(({ text }) => text);
  const psid = digits(16);
  const threadId = await company.say(page, psid);
  expect(await said(threadId)).toEqual([]);
  await world.context.db.prisma.channel.update({
    where: { id: page.channelId },
    data: {
      texts: {
        waiting: { "*": "One moment", zh: "請稍候" },
        talking: { "*": "You are now talking with {name}" },
      },
    },
  });
  await acceptOffer(world.context, a!, threadId);
  expect(await said(threadId)).toEqual(["You are now talking with A"]);
  const { customerId, waitingSince } = await company.thread(threadId);
  expect(waitingSince).not.toBeNull();
  const jobs = await world.context.db.prisma.sendJob.count({
    where: { threadId },
  });
  expect(jobs).toBe(1);
  await world.context.db.prisma.thread.update({
    where: { id: threadId },
    data: {
      status: "closed",
      routing: "none",
      ownerId: null,
      waitingSince: null,
      closedAt: world.clock.now(),
    },
  });
  await world.context.db.prisma.customer.update({
    where: { id: customerId },
    data: { locale: "zh_TW" },
  });
  await company.advance(3600);
  await company.say(page, psid);
  expect(await said(threadId)).toHaveLength(1);
  await world.context.db.prisma.message.updateMany({
    where: { threadId, authorType: "system" },
    data: { sentAt: new Date(0) },
  });
  await world.context.db.prisma.thread.update({
    where: { id: threadId },
    data: { status: "closed", routing: "none", waitingSince: null },
  });
  await company.say(page, psid);
  expect((await said(threadId)).at(-1)).toBe("請稍候");
});

test("department_read: the department reads its queue's threads, no one else does, and only the owner writes", async () => {
  const [a, b, c] = await company.people("A", "B", "C");
  const departmentId = await world.department([b!]);
  const queueId = await world.queue([a!], {
    strategy: "hunt",
    visibility: "department_read",
    departmentId,
  });
  const threadId = await company.arrive(await world.page(toQueue(queueId)));
  await acceptOffer(world.context, a!, threadId);
  const read = (actor: Actor) => getThread(world.context, actor, threadId);
  expect(await read(b!)).toMatchObject({ owner: { id: a!.agentId } });
  await expect(read(c!)).rejects.toMatchObject({ code: "not_found" });
  const write = (kind: "message" | "note") =>
    reply(world.context, b!, {
      threadId,
      text: "Hello",
      kind,
      clientId: randomToken(8),
    });
  await expect(write("message")).rejects.toMatchObject({
    code: "owned_by_other",
  });
  await write("note");
  await updateDepartment(world.context, boss, departmentId, { memberIds: [] });
  await expect(read(b!)).rejects.toMatchObject({ code: "not_found" });
});

test("an agent who leaves a department returns its threads, except those of a queue they are a member of", async () => {
  const [a, b] = await company.people("A", "B");
  const departmentId = await world.department([a!, b!]);
  const other = await world.queue([b!], { strategy: "hunt", departmentId });
  const own = await world.queue([a!], { strategy: "hunt", departmentId });
  const handed = await company.arrive(await world.page(toQueue(other)));
  await acceptOffer(world.context, b!, handed);
  const to = { type: "agent" as const, id: a!.agentId };
  await transferThread(world.context, b!, { threadId: handed, to });
  await acceptOffer(world.context, a!, handed);
  const kept = await company.arrive(await world.page(toQueue(own)));
  await acceptOffer(world.context, a!, kept);
  await updateDepartment(world.context, boss, departmentId, {
    memberIds: [b!.agentId],
  });
  expect(await company.thread(handed)).toMatchObject({
    ownerId: null,
    lastOwnerId: a!.agentId,
    routing: "queued",
  });
  expect(await company.thread(kept)).toMatchObject({ ownerId: a!.agentId });
  await company.settle();
  expect(await company.ringing(handed)).toBe("B");
  const trace = (
    await getTrace(world.context, boss, { threadId: handed, limit: 100 })
  ).items;
  expect(trace.find(({ step }) => step === "requeued")?.detail).toMatchObject({
    reason: "lost_department",
  });
});

test("a silent customer takes no capacity; one who writes again stays and may exceed it by one", async () => {
  const [a] = await company.people("A");
  await world.context.db.prisma.agent.update({
    where: { id: a!.agentId },
    data: { capacity: 1 },
  });
  const queueId = await world.queue([a!], { strategy: "hunt" });
  const page = await world.page(toQueue(queueId));
  const psid = digits(16);
  const first = await company.say(page, psid);
  await acceptOffer(world.context, a!, first);
  const second = await company.arrive(page);
  expect(await company.ringing(second), "full").toBe("");
  await reply(world.context, a!, {
    threadId: first,
    text: "There you are",
    kind: "message",
    clientId: randomToken(8),
  });
  await company.advance(9 * 60);
  expect(await company.ringing(second)).toBe("");
  await company.advance(61);
  expect(await company.ringing(second), "ten minutes of silence").toBe("A");
  await acceptOffer(world.context, a!, second);
  await company.say(page, psid);
  expect(await company.thread(first)).toMatchObject({ ownerId: a!.agentId });
  const { agents } = await getBoard(world.context, boss);
  expect(agents.find(({ id }) => id === a!.agentId)).toMatchObject({
    load: 2,
    capacity: 1,
  });
  const third = await company.arrive(page);
  expect(await company.ringing(third), "no further one").toBe("");
});

test("opening a thread that waits in a queue of manual taking neither marks it read nor claims it", async () => {
  const [a, b] = await company.people("A", "B");
  const threadId = await company.arrive(
    await world.page(toQueue(await world.queue([a!, b!]))),
  );
  const before = await company.thread(threadId);
  const look = async (actor: Actor) => {
    const page = { threadId, limit: 50 };
    const { items } = await listMessages(world.context, actor, page);
    expect(items).toHaveLength(1);
    return getThread(world.context, actor, threadId);
  };
  await look(a!);
  await company.settle();
  expect(await look(b!)).toMatchObject({
    unread: 1,
    owner: null,
    status: "waiting",
  });
  expect(await look(a!)).toMatchObject({ unread: 1 });
  expect(await company.thread(threadId)).toEqual(before);
  const { prisma } = world.context.db;
  expect(await prisma.threadRead.count({ where: { threadId } })).toBe(0);
  expect(await prisma.offer.count({ where: { threadId } })).toBe(0);
});

test("a queue asks for the outcome at closing: refused without one, stored with the session that closed", async () => {
  const [a] = await company.people("A");
  const queueId = await world.queue([a!]);
  await updateQueue(world.context, boss, queueId, {
    wrapUpForm: {
      outcome: "required",
      outcomes: ["Sold", "Question answered"],
      note: "optional",
      label: "off",
    },
  });
  const threadId = await company.arrive(await world.page(toQueue(queueId)));
  await takeThread(world.context, a!, { threadId, force: false });
  const close = (wrapUp?: WrapUp) =>
    closeThread(world.context, a!, threadId, wrapUp);
  const refusedWith = (code: string) => ({
    code: "invalid_input",
    detail: { errors: [expect.objectContaining({ path: "outcome", code })] },
  });
  await expect(close()).rejects.toMatchObject(refusedWith("outcome_required"));
  await expect(close({ outcome: "Bought" })).rejects.toMatchObject(
    refusedWith("outcome_unknown"),
  );
  expect(await company.thread(threadId)).toMatchObject({ status: "open" });

  await close({ outcome: "Sold", note: "Wants the invoice by post" });
  // A closed thread asks for nothing again.
  await close();
  const { prisma } = world.context.db;
  const sessions = await prisma.threadSession.findMany({
    where: { threadId },
    select: { outcome: true, closedById: true, wrapUpNoteId: true },
  });
  expect(sessions).toHaveLength(1);
  const [session] = sessions;
  expect(session).toMatchObject({ outcome: "Sold", closedById: a!.agentId });
  const note = await prisma.message.findUniqueOrThrow({
    where: { id: session?.wrapUpNoteId ?? "" },
    select: { kind: true, text: true, threadId: true },
  });
  expect(note).toEqual({
    kind: "note",
    text: "Wants the invoice by post",
    threadId,
  });
  const trail = (
    await getTrail(world.context, boss, { threadId: threadId, limit: 100 })
  ).items;
  expect(trail).toContainEqual(
    expect.objectContaining({
      kind: "event",
      what: "closed",
      detail: { outcome: "Sold" },
    }),
  );
});
