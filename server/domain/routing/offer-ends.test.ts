import { expect, test } from "vitest";
import type { LiveEvents } from "#contract/live/live-events.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { disconnectDevice } from "#server/domain/people/account/devices.ts";
import { leave } from "#server/domain/people/presence.ts";
import { getBoard } from "#server/domain/supervision/board.ts";
import { updateQueue } from "#server/domain/teams/queues.ts";
import {
  createRingGroup,
  updateRingGroup,
} from "#server/domain/teams/ring-groups.ts";
import {
  releaseThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import {
  cancelTransfer,
  transferThread,
} from "#server/domain/conversations/ownership/transfer.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import {
  openCompany,
  toAgent,
  toQueue,
} from "#server/pipeline/test-routing.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Each end of an offer has its own reason, and only an agent's own act is recorded under their name. */

const { company, world, boss } = await openCompany();
const { context } = world;

/** Reasons of the ended offers published to each agent since the last call. */
async function told(...agents: Actor[]): Promise<string[][]> {
  const ended: { payload: LiveEvents["offer.ended"]; to: string[] }[] = [];
  const publisher = createEventPublisher(context, {
    emit(name, payload, to) {
      if (name === "offer.ended")
        ended.push({ payload: payload as LiveEvents["offer.ended"], to });
    },
  });
  while (await publisher.round());
  return agents.map(({ agentId }) =>
    ended
      .filter(({ to }) => to.includes(agentId))
      .map(({ payload }) => payload.reason),
  );
}

async function results(threadId: string): Promise<(string | null)[]> {
  const rows = await context.db.prisma.offer.findMany({
    where: { threadId },
    orderBy: [{ endedAt: "asc" }, { id: "asc" }],
    select: { result: true },
  });
  return rows.map(({ result }) => result);
}

test("an asked agent who is removed has not declined", async () => {
  const { a, b, threadId } = await company.owned();
  await transferThread(context, a, { threadId, to: toAgent(b) });
  await told();
  await updateAgent(context, boss, b.agentId, { disabled: true });
  expect(await company.thread(threadId)).toMatchObject({ ownerId: a.agentId });
  expect(await told(a, b)).toEqual([["removed"], ["removed"]]);
  const lines = await company.lines(threadId);
  expect(lines).toContain("transfer_ended");
  expect(lines).not.toContain("transfer_declined");
  const steps = await company.steps(threadId);
  expect(steps).toContain("offer_ended");
  expect(steps).not.toContain("declined");
  expect(await results(threadId)).toEqual(["removed"]);
  const [alert] = await company.alertsTo(a);
  expect(alert).toMatchObject({
    kind: "transfer_ended",
    detail: { to: { id: b.agentId, name: "B" }, reason: "removed" },
  });
});

test.each([
  [
    "leaves the queue",
    "right_lost",
    ({ queueId }: Rung) =>
      updateQueue(context, boss, queueId, { memberIds: [] }),
  ],
  [
    "signs out",
    "signed_out",
    ({ a }: Rung) => leave(context, a, { threads: "policy" }),
  ],
  [
    "is disabled",
    "removed",
    ({ a }: Rung) => updateAgent(context, boss, a.agentId, { disabled: true }),
  ],
  [
    "sees a supervisor take it",
    "taken",
    ({ threadId }: Rung) =>
      takeThread(context, boss, { threadId, force: false }),
  ],
  ["lets it ring", "missed", () => company.advance(31)],
  [
    "is cut off while it rings",
    "expired",
    async ({ a }: Rung) => {
      await disconnectDevice(context, company.deviceOf(a));
      await company.advance(31, () => false);
    },
  ],
] as const)("a ring at somebody who %s ends as %s", async (_, reason, end) => {
  const [a] = (await company.people("A")) as [Actor];
  const queueId = await world.queue([a], { strategy: "hunt" });
  const threadId = await company.arrive(await world.page(toQueue(queueId)));
  expect(await company.ringing(threadId)).toBe("A");
  await told();
  await end({ a, queueId, threadId });
  expect(await told(a)).toEqual([[reason]]);
  expect((await results(threadId))[0]).toBe(reason);
});

type Rung = { a: Actor; queueId: string; threadId: string };

test("a ring group no longer rings for an agent who has left it", async () => {
  const [a, b] = (await company.people("A", "B")) as [Actor, Actor];
  const { id } = await createRingGroup(context, boss, {
    name: `Group ${randomToken(6)}`,
    memberIds: [a.agentId, b.agentId],
    strategy: "ring_all",
  });
  const threadId = await company.arrive(
    await world.page({ type: "ring_group", id }),
  );
  await told();
  await updateRingGroup(context, boss, id, { memberIds: [a.agentId] });
  expect(await company.ringing(threadId)).toBe("A");
  expect(await told(a, b)).toEqual([[], ["right_lost"]]);
});

test("a cancelled transfer request is withdrawn; a returned thread is not declined", async () => {
  const { a, b, threadId } = await company.owned({ strategy: "hunt" });
  await transferThread(context, a, { threadId, to: toAgent(b) });
  await told();
  await cancelTransfer(context, a, threadId);
  expect(await told(b)).toEqual([["withdrawn"]]);
  await releaseThread(context, a, threadId);
  await company.settle();
  expect(await company.ringing(threadId), "not at A again").toBe("B");
  expect(await results(threadId)).not.toContain("declined");
  const { agents } = await getBoard(context, boss);
  expect(agents.find(({ id }) => id === a.agentId)?.missed).toBe(0);
});
