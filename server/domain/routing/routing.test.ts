import { describe, expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import { updateChannel } from "#server/domain/channels/update-channel.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/conversations/answer-offer.ts";
import { getBoard } from "#server/domain/supervision/board.ts";
import { setQueueLogin } from "#server/domain/teams/queue-login.ts";
import { updateQueue } from "#server/domain/teams/queues.ts";
import {
  createRingGroup,
  updateRingGroup,
} from "#server/domain/teams/ring-groups.ts";
import { askWhatIf } from "#server/domain/supervision/what-if.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import {
  releaseThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import { getTrace } from "#server/domain/inbox/trace.ts";
import { transferThread } from "#server/domain/conversations/ownership/transfer.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** The router on a real database: agents the customer knows, agents who are asked or not, and what-if. */

const { company, world, boss } = await openCompany();

describe("people the customer knows", () => {
  test("the last owner first if they can, else the queue; an account owner before all others", async () => {
    const [a, b] = await company.people("A", "B");
    const id = await world.queue([a!, b!], { strategy: "hunt" });
    const page = await world.page(toQueue(id));
    const psid = digits(16);
    const threadId = await company.say(page, psid);
    await takeThread(world.context, b!, { threadId, force: false });
    await closeThread(world.context, b!, threadId);
    await company.advance(3600);
    await company.say(page, psid);
    expect(await company.ringing(threadId)).toBe("B");
    await declineOffer(world.context, b!, threadId);
    await company.settle();
    expect(await company.ringing(threadId)).toBe("A");
    await acceptOffer(world.context, a!, threadId);
    await closeThread(world.context, a!, threadId);
    await setPresence(world.context, a!, "dnd");
    await company.advance(60);
    await company.say(page, psid);
    expect(await company.ringing(threadId)).toBe("B");
    await takeThread(world.context, b!, { threadId, force: false });
    await closeThread(world.context, b!, threadId);
    const [vip] = await company.people("V");
    const { customerId } = await company.thread(threadId);
    await world.context.db.prisma.customer.update({
      where: { id: customerId },
      data: { accountOwnerId: vip!.agentId },
    });
    await company.say(page, psid);
    expect(await company.ringing(threadId)).toBe("V");
  });

  test("for a day the same conversation continues with its last owner, wherever new ones go; later only if they are a member of the place", async () => {
    const [a, b] = await company.people("A", "B");
    const id = await world.queue([a!], { strategy: "hunt" });
    const page = await world.page(toQueue(id));
    const psid = digits(16);
    const threadId = await company.say(page, psid);
    await acceptOffer(world.context, a!, threadId);
    const handOver = async (from: Actor) => {
      const to = { type: "agent" as const, id: b!.agentId };
      await transferThread(world.context, from, { threadId, to });
      await acceptOffer(world.context, b!, threadId);
      await closeThread(world.context, b!, threadId);
    };
    await handOver(a!);
    const { channelId } = page;
    const { customerId } = await company.thread(threadId);
    const foretold = async () =>
      (await askWhatIf(world.context, boss, { channelId, customerId }))
        .preferred;
    await company.advance(23 * 3600);
    const reopened = { agentId: b!.agentId, why: "reopened", reason: null };
    expect(await foretold()).toEqual(reopened);
    await company.say(page, psid);
    expect(await company.ringing(threadId)).toBe("B");
    const trace = (
      await getTrace(world.context, boss, { threadId: threadId, limit: 100 })
    ).items;
    expect(
      trace.find(({ step }) => step === "preferred")?.detail,
    ).toMatchObject({ why: "reopened", asked: true });
    const sessions = await world.context.db.prisma.threadSession.count({
      where: { threadId },
    });
    expect(sessions, "a session of its own all the same").toBe(2);

    await takeThread(world.context, a!, { threadId, force: false });
    await handOver(a!);
    await company.advance(25 * 3600);
    expect(await foretold()).toEqual({
      agentId: b!.agentId,
      why: "last_owner",
      reason: "not_member",
    });
    await company.say(page, psid);
    expect(await company.ringing(threadId), "afresh: the queue").toBe("A");

    // A member who has logged out of the queue is not asked for its threads.
    await acceptOffer(world.context, a!, threadId);
    await closeThread(world.context, a!, threadId);
    await setQueueLogin(world.context, a!, {
      queueId: id,
      loggedIn: false,
    });
    expect((await foretold())?.reason).toBe("logged_out");
  });

  test("an agent is not offered a thread they have just returned", async () => {
    const [a, b] = await company.people("A", "B");
    const id = await world.queue([a!, b!], { strategy: "hunt" });
    const threadId = await company.arrive(await world.page(toQueue(id)));
    const { waitingSince } = await company.thread(threadId);
    await acceptOffer(world.context, a!, threadId);
    await company.advance(5);
    await releaseThread(world.context, a!, threadId);
    await company.settle();
    expect(await company.ringing(threadId)).toBe("B");
    expect((await company.thread(threadId)).waitingSince).toEqual(waitingSince);
  });
});

test("to answer is to accept, also where an agent must take a thread first", async () => {
  const [a, b] = await company.people("A", "B");
  const id = await world.queue([a!, b!], {
    strategy: "ring_all",
    ownership: "take_manually",
  });
  const threadId = await company.arrive(await world.page(toQueue(id)));
  const text = "Hello";
  await reply(world.context, a!, {
    threadId,
    kind: "message",
    text,
    clientId: randomToken(8),
  });
  expect(await company.thread(threadId)).toMatchObject({ ownerId: a!.agentId });
  await expect(
    reply(world.context, b!, {
      threadId,
      kind: "message",
      text,
      clientId: randomToken(8),
    }),
  ).rejects.toMatchObject({ code: "owned_by_other" });
});

test("a hundred takes at once: one succeeds, ninety-nine get the name of the new owner", async () => {
  const agents = await Promise.all(
    Array.from({ length: 100 }, (_, n) => world.agent(`T${n}`)),
  );
  const id = await world.queue(agents);
  const threadId = await company.arrive(await world.page(toQueue(id)));
  const answers = await Promise.allSettled(
    agents.map((actor) =>
      takeThread(world.context, actor, { threadId, force: false }),
    ),
  );
  const { ownerId } = await company.thread(threadId);
  const lost = answers.filter(({ status }) => status === "rejected");
  expect(lost).toHaveLength(99);
  for (const answer of lost) {
    expect((answer as PromiseRejectedResult).reason).toMatchObject({
      code: "owned_by_other",
      detail: { current: { owner: { id: ownerId } } },
    });
  }
});

test("a manager of the queue sees its members' threads and takes one over; another member does not", async () => {
  const [a, b, head] = await company.people("A", "B", "Head");
  const id = await world.queue([a!, b!, head!], { visibility: "owner_only" });
  await world.context.db.prisma.queueMember.update({
    where: { queueId_agentId: { queueId: id, agentId: head!.agentId } },
    data: { manager: true, loggedIn: false },
  });
  const threadId = await company.arrive(await world.page(toQueue(id)));
  await takeThread(world.context, a!, { threadId, force: false });
  await expect(
    takeThread(world.context, b!, { threadId, force: true }),
  ).rejects.toMatchObject({ code: "owned_by_other" });
  await transferThread(world.context, head!, {
    threadId,
    to: { type: "agent", id: b!.agentId },
    mode: "force",
  });
  expect(await company.thread(threadId)).toMatchObject({ ownerId: b!.agentId });
  await takeThread(world.context, head!, { threadId, force: true });
  expect(await company.thread(threadId)).toMatchObject({
    ownerId: head!.agentId,
  });
});

test("it does not ring for agents who are away, logged out, not connected or in wrap-up; the board gives the reason", async () => {
  const [a] = await company.people("A");
  const id = await world.queue([a!], { strategy: "hunt", wrapUpSeconds: 120 });
  const page = await world.page(toQueue(id));
  const first = await company.arrive(page);
  await acceptOffer(world.context, a!, first);
  await closeThread(world.context, a!, first);
  const second = await company.arrive(page);
  expect(await company.ringing(second)).toBe("");
  const board = await getBoard(world.context, boss);
  expect(board.queues.find((queue) => queue.id === id)).toMatchObject({
    waiting: 1,
    inHand: 0,
    loggedIn: 1,
    available: 1,
  });
  expect(
    board.agents.find((agent) => agent.id === a!.agentId)?.wrapUpUntil,
  ).not.toBeNull();
  await company.advance(121);
  expect(await company.ringing(second)).toBe("A");
  await declineOffer(world.context, a!, second);
  await company.advance(121, () => false); // no device was connected for two minutes
  expect(await company.ringing(second)).toBe("");
  await company.advance(11);
  expect(await company.ringing(second)).toBe("A");
});

test("what-if answers by the same code and changes nothing", async () => {
  const [a, b] = await company.people("A", "B");
  const id = await world.queue([a!, b!], { strategy: "hunt" });
  const page = await world.page(toQueue(id));
  const { channelId } = page;
  const open = await askWhatIf(world.context, boss, { channelId });
  expect(open).toMatchObject({
    office: "open",
    place: toQueue(id),
    isUnassigned: false,
    selection: { kind: "offer", agentIds: [a!.agentId] },
  });
  const away = await askWhatIf(world.context, boss, {
    channelId,
    presence: { [a!.agentId]: "away" },
  });
  expect(away.selection).toMatchObject({
    agentIds: [b!.agentId],
    excluded: [{ agentId: a!.agentId, name: "A", reason: "away" }],
  });
  await updateQueue(world.context, boss, id, {
    schedule: {
      timeZone: "Asia/Taipei",
      week: [{ day: 1, from: "09:00", to: "18:00" }],
      breaks: [],
      holidays: [],
      calendarIds: [],
      override: null,
    },
  });
  const night = await askWhatIf(world.context, boss, {
    channelId,
    at: "2026-11-16T20:00:00+08:00",
  });
  expect(night.hops).toEqual([
    expect.objectContaining({ reason: "outside_hours" }),
  ]);
  const day = await askWhatIf(world.context, boss, {
    channelId,
    at: "2026-11-16T10:00:00+08:00",
  });
  expect(day.hops).toEqual([expect.objectContaining({ reason: null })]);
  const { length } = await world.context.db.prisma.thread.findMany({
    where: { channelId },
  });
  expect(length).toBe(0);
});

test("what-if compares the last owner as the router does: with the members of a ring group, whatever their load", async () => {
  const [a, b] = await company.people("A", "B");
  const { id } = await createRingGroup(world.context, boss, {
    name: `Ring ${randomToken(6)}`,
    memberIds: [a!.agentId, b!.agentId],
    strategy: "hunt",
    ringSeconds: 20,
  });
  const page = await world.page({ type: "ring_group", id });
  const { channelId } = page;
  // Routes a returning customer again; otherwise the same conversation would continue with its last owner.
  await updateChannel(world.context, boss, channelId, { reopenHours: 0 });
  const psid = digits(16);
  const threadId = await company.say(page, psid);
  await takeThread(world.context, b!, { threadId, force: false });
  await closeThread(world.context, b!, threadId);
  await company.advance(60);
  const { customerId } = await company.thread(threadId);
  const foretold = async () =>
    (await askWhatIf(world.context, boss, { channelId, customerId })).preferred;
  const who = { agentId: b!.agentId, why: "last_owner" };
  expect(await foretold()).toEqual({ ...who, reason: null });
  // Load does not count in a ring group, so a limit changes nothing.
  await world.context.db.prisma.agent.update({
    where: { id: b!.agentId },
    data: { capacity: 1 },
  });
  await world.context.db.prisma.channel.update({
    where: { id: channelId },
    data: { weight: 2 },
  });
  expect(await foretold()).toEqual({ ...who, reason: null });
  await updateRingGroup(world.context, boss, id, { memberIds: [a!.agentId] });
  expect(await foretold()).toEqual({ ...who, reason: "not_member" });
  await company.say(page, psid);
  expect(await company.ringing(threadId)).toBe("A");
});
