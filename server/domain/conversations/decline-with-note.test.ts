import { expect, test } from "vitest";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/conversations/answer-offer.ts";
import { transferThread } from "#server/domain/conversations/ownership/transfer.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { openCompany } from "#server/pipeline/test-routing.ts";

/** The reason of a declined transfer is a note, pinned for the agent who asked. */

const { company, world, boss } = await openCompany();
const { context } = world;

const pinned = async (threadId: string) =>
  (await getThread(context, boss, threadId)).handoverNote;
const notes = (threadId: string) =>
  context.db.prisma.message.findMany({
    where: { threadId, kind: "note" },
    select: { text: true, authorName: true },
    orderBy: { id: "asc" },
  });

test("the reason is pinned for the sender, and a transfer that is accepted later brings its own note", async () => {
  const { a, b, threadId } = await company.owned();
  const to = { type: "agent" as const, id: b.agentId };
  await transferThread(context, a, { threadId, to });
  await declineOffer(context, b, threadId, "I am off in ten minutes");
  expect(await pinned(threadId)).toMatchObject({
    why: "decline",
    text: "I am off in ten minutes",
    from: { id: b.agentId },
  });
  await transferThread(context, a, { threadId, to, note: "Tomorrow, then" });
  await acceptOffer(context, b, threadId);
  expect(await pinned(threadId)).toMatchObject({
    why: "transfer",
    text: "Tomorrow, then",
  });
  expect(await notes(threadId)).toEqual([
    { text: "I am off in ten minutes", authorName: b.name },
    { text: "Tomorrow, then", authorName: a.name },
  ]);
});

test("it is for the sender alone: a further transfer, or another owner, takes it away", async () => {
  const { a, b, c, queueId, threadId } = await company.owned();
  const declined = async (from: typeof a) => {
    const to = { type: "agent" as const, id: b.agentId };
    await transferThread(context, from, { threadId, to });
    await declineOffer(context, b, threadId, "I am off in ten minutes");
    expect(await pinned(threadId)).toMatchObject({ why: "decline" });
  };
  await declined(a);
  const to = { type: "agent" as const, id: c.agentId };
  await transferThread(context, boss, { threadId, to, mode: "force" });
  expect(await pinned(threadId)).toBeNull();
  await declined(c);
  await transferThread(context, c, {
    threadId,
    to: { type: "queue", id: queueId },
  });
  expect(await pinned(threadId)).toBeNull();
});

test("the reason of a declined queue offer is not kept", async () => {
  const [agent] = await company.people("Ringing");
  const queueId = await world.queue([agent!], { strategy: "hunt" });
  const page = await world.page({ type: "queue", id: queueId });
  const threadId = await company.arrive(page);
  await declineOffer(context, agent!, threadId, "Not now");
  expect(await notes(threadId)).toEqual([]);
});
