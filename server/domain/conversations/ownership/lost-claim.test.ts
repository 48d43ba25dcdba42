import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { createQueue } from "#server/domain/teams/queues.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { takeThread } from "./ownership.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newThread,
  type TestContext,
} from "#server/domain/test-context.ts";

let context: TestContext;
let supervisor: Actor;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
  supervisor = await newActor(context, "supervisor");
});

/**
 * Creates a thread that waits in a queue of these members. The other members lose sight of it when one takes
 * it.
 */
async function waiting(members: Actor[]): Promise<string> {
  const queue = await createQueue(context, supervisor, {
    name: `Queue of ${members.map(({ agentId }) => agentId).join()}`.slice(
      0,
      120,
    ),
    memberIds: members.map(({ agentId }) => agentId),
  });
  const channelId = await newChannel(context);
  const { threadId } = await newThread(context, channelId, {
    queueId: queue.id,
  });
  return threadId;
}

test("takes at once: one wins, the others get the owner's name, also when they come later", async () => {
  const members = await Promise.all(
    [1, 2, 3, 4].map(() => newActor(context, "agent")),
  );
  const threadId = await waiting(members);
  const take = (actor: Actor) =>
    takeThread(context, actor, { threadId, force: false });
  const results = await Promise.allSettled(members.map(take));
  const winner =
    members[results.findIndex(({ status }) => status === "fulfilled")];
  const losers = members.filter((member) => member !== winner);
  expect(losers).toHaveLength(3);
  const lost = {
    code: "owned_by_other",
    detail: { current: { owner: { id: winner?.agentId, name: winner?.name } } },
  };
  for (const { reason } of results.filter(
    ({ status }) => status === "rejected",
  ) as PromiseRejectedResult[]) {
    expect(reason).toMatchObject(lost);
  }
  for (const loser of losers) {
    await expect(take(loser)).rejects.toMatchObject(lost);
    await expect(
      reply(context, loser, {
        threadId,
        text: "Me too",
        kind: "message",
        clientId: "late",
      }),
    ).rejects.toMatchObject(lost);
  }
});

test("an agent who could never have had it gets not_found", async () => {
  const [member, stranger] = [
    await newActor(context, "agent"),
    await newActor(context, "agent"),
  ];
  const threadId = await waiting([member]);
  const strangers = () =>
    takeThread(context, stranger, { threadId, force: false });
  await expect(strangers()).rejects.toMatchObject({ code: "not_found" });
  await takeThread(context, member, { threadId, force: false });
  await expect(strangers()).rejects.toMatchObject({ code: "not_found" });
});
