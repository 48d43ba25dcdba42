import { expect, test } from "vitest";
import {
  recordActivity,
  setPresence,
  setPresenceOf,
} from "#server/domain/people/presence.ts";
import { getMe } from "#server/domain/people/me.ts";
import { getBoard } from "#server/domain/supervision/board.ts";
import {
  setQueueLogin,
  setQueueLoginOf,
} from "#server/domain/teams/queue-login.ts";
import { acceptOffer } from "#server/domain/conversations/answer-offer.ts";
import { listAlerts } from "#server/domain/assignment/alerts.ts";
import { updateRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";

/** The effect of a status and of a queue's log-in: timed, set by the agent or by a supervisor. */

const { company, world, boss } = await openCompany();

test("a timed status ends automatically; a supervisor sets another agent's; an idle agent is away", async () => {
  const [a] = await company.people("A");
  const until = new Date(Date.now() + 600_000).toISOString();
  await setPresence(world.context, a!, {
    presence: "away",
    text: "Lunch",
    message: "back at two",
    until,
  });
  expect(await company.presenceOf(a!)).toBe("away");
  await company.advance(605);
  expect(await company.presenceOf(a!)).toBe("available");
  await expect(
    setPresenceOf(world.context, a!, boss.agentId, { presence: "away" }),
  ).rejects.toMatchObject({ code: "forbidden" });
  await setPresenceOf(world.context, boss, a!.agentId, {
    presence: "transfer_only",
    reason: "We close the books today",
  });
  const by = { id: boss.agentId, name: boss.name };
  expect(
    (await listAlerts(world.context, a!, { limit: 100 })).items[0],
  ).toMatchObject({
    kind: "presence_set",
    agentId: a!.agentId,
    detail: {
      presence: "transfer_only",
      by,
      why: "We close the books today",
    },
  });
  await setPresence(world.context, a!, "available");
  await updateRoutingSettings(world.context, boss, { idleMinutes: 15 });
  await recordActivity(world.context, a!);
  await company.advance(14 * 60);
  expect(await company.presenceOf(a!)).toBe("available");
  await company.advance(61);
  expect(await company.presenceOf(a!)).toBe("away");
});

test("a custom status names the queues that keep ringing while it lasts", async () => {
  const [a] = await company.people("A");
  const [hot, cold] = await Promise.all(
    [1, 2].map(() => world.queue([a!], { strategy: "hunt" })),
  );
  const busy = { presence: "away", text: "Paper work" } as const;
  await setPresence(world.context, a!, { ...busy, ringingQueueIds: [hot!] });
  const first = await company.arrive(await world.page(toQueue(hot!)));
  const second = await company.arrive(await world.page(toQueue(cold!)));
  expect(await company.ringing(first)).toBe("A");
  expect(await company.ringing(second)).toBe("");
  const { queues } = await getMe(world.context, a!);
  const ringing = queues.filter(({ keepsRinging }) => keepsRinging);
  expect(ringing.map(({ id }) => id)).toEqual([hot]);
  const board = await getBoard(world.context, boss);
  const free = (id?: string) =>
    board.queues.find((queue) => queue.id === id)?.available;
  expect([free(hot), free(cold)]).toEqual([1, 0]);
  await acceptOffer(world.context, a!, first);
  // The same status without a list: nothing rings.
  await setPresence(world.context, a!, busy);
  const third = await company.arrive(await world.page(toQueue(hot!)));
  expect(await company.ringing(third)).toBe("");
  await setPresence(world.context, a!, { ...busy, ringingQueueIds: [hot!] });
  await setPresence(world.context, a!, "dnd");
  expect(
    (await getMe(world.context, a!)).queues.some((one) => one.keepsRinging),
  ).toBe(false);
  await setPresence(world.context, a!, "offline");
});

test("the global status never logs an agent in to a queue they have logged out of", async () => {
  const [a] = await company.people("A");
  const queueId = await world.queue([a!], { strategy: "hunt" });
  await setQueueLogin(world.context, a!, { queueId, loggedIn: false });
  await setPresence(world.context, a!, { presence: "away", text: "Lunch" });
  await setPresence(world.context, a!, "available");
  await setPresence(world.context, a!, {
    presence: "dnd",
    ringingQueueIds: [queueId],
  });
  const threadId = await company.arrive(await world.page(toQueue(queueId)));
  expect(await company.ringing(threadId)).toBe("");
  expect((await getMe(world.context, a!)).queues).toEqual([
    expect.objectContaining({ id: queueId, loggedIn: false }),
  ]);
  await setQueueLogin(world.context, a!, { queueId, loggedIn: true });
  await company.settle();
  expect(await company.ringing(threadId)).toBe("A");
});

test("a supervisor changes a log-in: the agent reads who and why, once, and it is recorded", async () => {
  const [a] = await company.people("A");
  const queueId = await world.queue([a!]);
  const logOut = () =>
    setQueueLoginOf(world.context, boss, a!.agentId, {
      queueId,
      loggedIn: false,
      reason: "Training until four",
    });
  await logOut();
  await logOut();
  const detail = {
    loggedIn: false,
    by: { id: boss.agentId, name: boss.name },
    why: "Training until four",
  };
  const told = (
    await listAlerts(world.context, a!, { limit: 100 })
  ).items.filter(({ kind }) => kind === "login_set");
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ detail });
  const record = await world.context.db.prisma.auditEntry.findFirst({
    where: { action: "agent.queue_login", targetId: a!.agentId },
    select: { detail: true },
  });
  expect(record).toMatchObject({ detail });
  await setPresenceOf(world.context, boss, a!.agentId, {
    presence: "away",
    reason: "",
  });
  expect(
    (await listAlerts(world.context, a!, { limit: 100 })).items[0]?.detail,
  ).toMatchObject({
    why: null,
  });
});
