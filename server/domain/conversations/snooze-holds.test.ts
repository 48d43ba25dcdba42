import { expect, test } from "vitest";
import type { Actor } from "#server/domain/access/actor.ts";
import { runMacro } from "#server/domain/macros/run-macro.ts";
import { createMacro } from "#server/domain/macros/macros.ts";
import {
  reopenThread,
  snoozeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import { updateRoutingSettings } from "#server/domain/settings/routing-settings.ts";
import { openCompany } from "#server/pipeline/test-routing.ts";
import { updateQueue } from "#server/domain/teams/queues.ts";
import { newId } from "#server/runtime/crypto.ts";

/** A snooze that holds even if the customer writes. */

const { company, world, boss } = await openCompany();
const { context } = world;

const until = () =>
  new Date(world.clock.now().getTime() + 3_600_000).toISOString();

async function events(threadId: string): Promise<unknown[]> {
  const lines = await context.db.sql.$queryRaw<{ event: unknown }[]>`
    select event from message where "threadId" = ${threadId}::uuid and event->>'type' in ('snoozed', 'woken')
    order by id`;
  return lines.map(({ event }) => event);
}
type Owned = Awaited<ReturnType<typeof company.owned>>;
const reminders = ({ agentId }: Actor) =>
  context.db.prisma.notification.count({
    where: { agentId, kind: "reminder" },
  });

test("the customer writes: it stays snoozed, its owner is reminded after its end, and the line says so", async () => {
  await updateRoutingSettings(context, boss, { silentMinutes: 5 });
  const { a, page, psid, threadId } = await company.owned({
    strategy: "manual",
  });
  const at = until();
  await snoozeThread(context, a, { threadId, until: at, wakesOnReply: false });
  await company.say(page, psid);
  await company.say(page, psid);
  expect(await company.thread(threadId)).toMatchObject({
    status: "snoozed",
    snoozedUntil: new Date(at),
    wakesOnReply: false,
    ownerId: a.agentId,
  });
  expect((await company.thread(threadId)).waitingSince).not.toBeNull();
  await company.advance(1_800);
  expect(await reminders(a)).toBe(0);
  await company.advance(1_801);
  expect(await company.thread(threadId)).toMatchObject({
    status: "open",
    snoozedUntil: null,
    wakesOnReply: true,
  });
  expect(await events(threadId)).toEqual([
    { type: "snoozed", until: at, reason: "holds" },
    { type: "woken", reason: "meanwhile" },
  ]);
  await company.advance(301);
  expect(await reminders(a)).toBe(1);
});

test("without a message it ends as any snooze, and the next one wakes on a reply", async () => {
  const { a, page, psid, threadId } = await company.owned({
    strategy: "manual",
  });
  const snoozed = { threadId, until: until(), wakesOnReply: false };
  await snoozeThread(context, a, snoozed);
  await reopenThread(context, a, { threadId, force: false });
  await snoozeThread(context, a, { threadId, until: until() });
  expect(await company.thread(threadId)).toMatchObject({ wakesOnReply: true });
  await company.say(page, psid);
  expect(await company.thread(threadId)).toMatchObject({ status: "open" });
  expect((await events(threadId)).at(-1)).toEqual({
    type: "woken",
    reason: "reply",
  });
});

test("a customer who waited before a snooze is not forgotten after it, however it ends", async () => {
  await updateRoutingSettings(context, boss, { silentMinutes: 5 });
  const ends: Record<string, (of: Owned) => Promise<unknown>> = {
    "its time": () => company.advance(3_601),
    "by hand": ({ a, threadId }) =>
      reopenThread(context, a, { threadId, force: false }),
    "a message": ({ page, psid }) => company.say(page, psid),
  };
  for (const [name, end] of Object.entries(ends)) {
    const owned = await company.owned({ strategy: "manual" });
    const { a, threadId } = owned;
    await snoozeThread(context, a, { threadId, until: until() });
    await company.advance(301);
    expect(await reminders(a), name).toBe(0);
    await end(owned);
    await company.advance(301);
    expect(await reminders(a), name).toBe(1);
  }
});

test("a snooze that ends before its time puts off no warning of the reply target", async () => {
  const { a, threadId, queueId } = await company.owned({ strategy: "manual" });
  await updateQueue(context, boss, queueId, {
    replyTarget: {
      firstSeconds: 600,
      nextSeconds: 600,
      clock: "wall",
      warnOwnerAt: 50,
      warnSupervisorsAt: null,
    },
  });
  await company.advance(1);
  await snoozeThread(context, a, { threadId, until: until() });
  const late = () =>
    context.db.prisma.alert.count({ where: { threadId, kind: "reply_late" } });
  await company.advance(601);
  expect(await late()).toBe(0);
  await reopenThread(context, a, { threadId, force: false });
  await company.advance(1);
  expect(await late()).toBe(1);
});

test("a macro snoozes so, too", async () => {
  const { a, page, psid, threadId } = await company.owned({
    strategy: "manual",
  });
  const macro = await createMacro(context, a, {
    name: "Rest",
    scope: "private",
    steps: [{ type: "snooze", minutes: 60, wakesOnReply: false }],
  });
  await runMacro(context, a, macro, { threadId, runId: newId() });
  await company.say(page, psid);
  expect(await company.thread(threadId)).toMatchObject({ status: "snoozed" });
});
