import { expect, test } from "vitest";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { disableAgent } from "#server/domain/people/disable-agent.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import {
  requeueThreadsOf,
  snoozeThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import { inviteParticipant } from "#server/domain/conversations/ownership/participants.ts";
import { reassign } from "#server/domain/conversations/ownership/reassign.ts";
import { transferThread } from "#server/domain/conversations/ownership/transfer.ts";
import { openScreens } from "#server/pipeline/publish/test-screens.ts";

/** Screens after commands that change who is responsible for a conversation, or what they are called. */

const {
  world,
  mei,
  jun,
  sam,
  ola,
  otherQueueId,
  screens,
  eventsExplain,
  startThread,
  say,
} = await openScreens();

test("taking a thread, and taking it over", async () => {
  const { threadId } = await startThread();
  await eventsExplain(() =>
    takeThread(world.context, mei, { threadId, force: false }),
  );
  await eventsExplain(() =>
    takeThread(world.context, sam, { threadId, force: true }),
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
  const agent = { type: "agent" as const, id: ola.agentId };
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
  await takeThread(context, mei, { threadId, force: false });
  await inviteParticipant(context, mei, { threadId, agentId: ola.agentId });
  const rename = (agentId: string, name: string) => () =>
    updateAgent(context, commandLine, agentId, { name });
  await eventsExplain(rename(mei.agentId, "Mei Lin"));
  await eventsExplain(rename(ola.agentId, "Ola Nord"));
});
