import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { updateCustomer } from "#server/domain/customers/customers.ts";
import { createLabel } from "#server/domain/labels/labels.ts";
import { createQueue } from "#server/domain/teams/queues.ts";
import { labelThread } from "#server/domain/labels/wear-label.ts";
import { closeThread } from "./close.ts";
import { takeThread } from "./ownership.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { inviteParticipant } from "./participants.ts";
import { reply } from "./reply.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newThread,
  type TestContext,
} from "#server/domain/test-context.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** The reviewer account looks at what its queues get, and changes nothing: said by the server, not only by the page. */

let context: TestContext;
let reviewer: Actor;
let threadId: string;
let customerId: string;
let labelId: string;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
  reviewer = await newActor(context, "reviewer");
  const boss = await newActor(context, "supervisor");
  const queue = await createQueue(context, boss, { name: "Pages" });
  const queueId = queue.id;
  // Settings offer no reviewers; what is there from before must not matter.
  await context.db.prisma.queueMember.create({
    data: { queueId, agentId: reviewer.agentId, position: 0 },
  });
  ({ threadId, customerId } = await newThread(
    context,
    await newChannel(context),
    { queueId },
  ));
  const label = { name: "Test", color: "slate" as const, description: "" };
  labelId = (await createLabel(context, boss, label)).id;
});

const say = (kind: "message" | "note") =>
  reply(context, reviewer, {
    threadId,
    kind,
    text: "hi",
    clientId: randomToken(8),
  });

test.each<[string, () => Promise<unknown>]>([
  ["take", () => takeThread(context, reviewer, { threadId, force: false })],
  ["answer", () => say("message")],
  ["write a note", () => say("note")],
  ["close", () => closeThread(context, reviewer, threadId)],
  [
    "label",
    () => labelThread(context, reviewer, { id: threadId, labelId, on: true }),
  ],
  [
    "invite",
    () =>
      inviteParticipant(context, reviewer, {
        threadId,
        agentId: reviewer.agentId,
      }),
  ],
  [
    "rename the customer",
    () => updateCustomer(context, reviewer, customerId, { name: "No" }),
  ],
])("a reviewer sees the conversation and may not %s", async (_, act) => {
  const before = await getThread(context, reviewer, threadId);
  await expect(act()).rejects.toMatchObject({ code: "forbidden" });
  expect(await getThread(context, reviewer, threadId)).toEqual(before);
});
