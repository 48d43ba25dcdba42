import { expect, test } from "vitest";
import { getAgent } from "#server/domain/people/agents.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { snoozeThread } from "#server/domain/conversations/ownership/ownership.ts";
import { openCompany } from "#server/pipeline/test-routing.ts";

/** A snoozed thread stays snoozed when its owner is disabled, and is offered when it wakes. */

const { company, world, boss } = await openCompany();
const { context } = world;

/** Snoozes a thread for an hour and disables its owner. */
async function asleep() {
  const owned = await company.owned({ strategy: "hunt" });
  const { a, threadId } = owned;
  const until = new Date(world.clock.now().getTime() + 3_600_000);
  await snoozeThread(context, a, { threadId, until: until.toISOString() });
  expect(await getAgent(context, boss, a.agentId)).toMatchObject({
    openThreads: 0,
    snoozedThreads: 1,
  });
  await updateAgent(context, boss, a.agentId, { disabled: true });
  await company.settle();
  return { ...owned, until };
}

test("disabling its owner does not wake it; it rings at its time", async () => {
  const { a, threadId, until, queueId } = await asleep();
  expect(await company.thread(threadId)).toMatchObject({
    status: "snoozed",
    snoozedUntil: until,
    ownerId: null,
    lastOwnerId: a.agentId,
    routedToId: queueId,
  });
  expect(await company.ringing(threadId)).toBe("");
  await company.advance(3_601);
  expect(await company.thread(threadId)).toMatchObject({ status: "waiting" });
  expect(await company.ringing(threadId)).toBe("B");
  expect(await wakingLine(threadId)).toMatchObject({ type: "woken" });
  expect(await wakingLine(threadId)).not.toHaveProperty("reason");
});

test("its customer writes before that: it rings at once", async () => {
  const { page, psid, threadId } = await asleep();
  await company.say(page, psid);
  expect(await company.thread(threadId)).toMatchObject({
    status: "waiting",
    snoozedUntil: null,
  });
  expect(await company.ringing(threadId)).toBe("B");
  expect(await wakingLine(threadId)).toEqual({
    type: "woken",
    reason: "reply",
  });
});

/** The line by which a thread says that its snooze has ended. */
async function wakingLine(threadId: string): Promise<unknown> {
  const lines = await context.db.sql.$queryRaw<{ event: unknown }[]>`
    select event from message where "threadId" = ${threadId}::uuid and event->>'type' = 'woken'`;
  expect(lines).toHaveLength(1);
  return lines[0]?.event;
}
