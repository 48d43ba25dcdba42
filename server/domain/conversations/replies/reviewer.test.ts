import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import {
  callerOfToken,
  createToken,
} from "#server/domain/access/sign-in/tokens.ts";
import {
  actorForSession,
  forgetAgent,
  openSession,
  signIn,
} from "#server/domain/access/sign-in/sessions.ts";
import { updateCustomer } from "#server/domain/customers/customers.ts";
import { createLabel } from "#server/domain/labels/labels.ts";
import { labelThread } from "#server/domain/labels/assign-label.ts";
import { getThread } from "#server/domain/messages/get-thread.ts";
import { createAgent } from "#server/domain/people/agents.ts";
import { expireReviewers } from "#server/domain/people/expire-reviewers.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { createQueue, updateQueue } from "#server/domain/teams/queues.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newThread,
  type TestContext,
} from "#server/domain/test-context.ts";
import { randomToken } from "#server/runtime/crypto.ts";
import { closeThread } from "#server/domain/conversations/close.ts";
import {
  releaseThread,
  reopenThread,
  snoozeThread,
  takeThread,
} from "#server/domain/conversations/ownership/ownership.ts";
import { inviteParticipant } from "#server/domain/conversations/ownership/participants.ts";
import { reassign } from "#server/domain/conversations/ownership/reassign.ts";
import { reply } from "./reply.ts";
import { transferThread } from "#server/domain/conversations/ownership/transfer.ts";

/** A reviewer works on the threads of one channel until their access ends. */

let context: TestContext;
let boss: Actor;
let reviewer: Actor;
let agent: Actor;
let queueId: string;
let channelId: string;
let labelId: string;
let threadId: string;
let customerId: string;

beforeAll(async () => {
  context = createTestContext(await testDatabase());
  boss = await newActor(context, "owner");
  agent = await newActor(context, "agent");
  channelId = await newChannel(context);
  reviewer = await newActor(context, "reviewer", [], channelId);
  queueId = (await createQueue(context, boss, { name: "Pages" })).id;
  const label = { name: "Test", color: "slate" as const, description: "" };
  labelId = (await createLabel(context, boss, label)).id;
  ({ threadId, customerId } = await newThread(context, channelId, { queueId }));
});

const note = (threadId: string) =>
  reply(context, reviewer, {
    threadId,
    kind: "note",
    text: "hi",
    clientId: randomToken(8),
  });
const take = (actor: Actor, threadId: string, force = false) =>
  takeThread(context, actor, { threadId, force });
const ownerOf = async (threadId: string) =>
  (await getThread(context, boss, threadId)).owner?.id ?? null;
const refusal = (code: string) => ({ code });

test("a reviewer takes, annotates, releases and closes the threads of the channel", async () => {
  const { threadId } = await newThread(context, channelId, { queueId });
  await take(reviewer, threadId);
  expect(await ownerOf(threadId)).toBe(reviewer.agentId);
  await note(threadId);
  await releaseThread(context, reviewer, threadId);
  expect(await ownerOf(threadId)).toBeNull();
  await take(reviewer, threadId);
  expect(await closeThread(context, reviewer, threadId)).toMatchObject({
    status: "closed",
  });
});

test.each<[string, () => Promise<unknown>]>([
  [
    "label a thread",
    () => labelThread(context, reviewer, { id: threadId, labelId, on: true }),
  ],
  [
    "invite a colleague",
    () =>
      inviteParticipant(context, reviewer, {
        threadId,
        agentId: agent.agentId,
      }),
  ],
  [
    "rename a customer",
    () => updateCustomer(context, reviewer, customerId, { name: "No" }),
  ],
  [
    "snooze a thread",
    () =>
      snoozeThread(context, reviewer, {
        threadId,
        until: "2099-01-01T00:00:00Z",
      }),
  ],
  [
    "reopen a thread",
    () => reopenThread(context, reviewer, { threadId, force: false }),
  ],
  [
    "transfer a thread",
    () =>
      transferThread(context, reviewer, {
        threadId,
        to: { type: "queue", id: queueId },
      }),
  ],
])("a reviewer may not %s", async (_, act) => {
  const before = await getThread(context, reviewer, threadId);
  await expect(act()).rejects.toMatchObject(refusal("forbidden"));
  expect(await getThread(context, reviewer, threadId)).toEqual(before);
});

test("a reviewer takes no thread from its owner, whatever they force", async () => {
  const { threadId } = await newThread(context, channelId, {
    ownerId: agent.agentId,
  });
  await expect(take(reviewer, threadId)).rejects.toMatchObject(
    refusal("owned_by_other"),
  );
  await expect(take(reviewer, threadId, true)).rejects.toMatchObject(
    refusal("forbidden"),
  );
  await expect(closeThread(context, reviewer, threadId)).rejects.toMatchObject(
    refusal("owned_by_other"),
  );
});

test("threads of other channels do not exist for a reviewer, even if they own them or are invited", async () => {
  const other = await newThread(context, await newChannel(context), {
    ownerId: reviewer.agentId,
    queueId,
  });
  await context.db.prisma.threadParticipant.create({
    data: { threadId: other.threadId, agentId: reviewer.agentId },
  });
  for (const act of [
    () => getThread(context, reviewer, other.threadId),
    () => take(reviewer, other.threadId),
    () => note(other.threadId),
    () => closeThread(context, reviewer, other.threadId),
  ])
    await expect(act()).rejects.toMatchObject(refusal("not_found"));
});

test("no one transfers a thread to a reviewer, and a reviewer is a member of no queue or group", async () => {
  const to = { type: "agent" as const, id: reviewer.agentId };
  await expect(
    transferThread(context, boss, { threadId, to }),
  ).rejects.toMatchObject(refusal("cannot_enter"));
  const moved = await reassign(context, boss, { threadIds: [threadId], to });
  expect(moved).toMatchObject([{ refused: "cannot_enter" }]);
  expect(await ownerOf(threadId)).toBeNull();
  await expect(
    inviteParticipant(context, boss, { threadId, agentId: reviewer.agentId }),
  ).rejects.toMatchObject(refusal("invalid_input"));
  await expect(
    updateQueue(context, boss, queueId, { memberIds: [reviewer.agentId] }),
  ).rejects.toMatchObject(refusal("invalid_input"));
});

describe("the channel and the end", () => {
  const person = () => ({
    name: "Meta",
    email: `${randomToken(8).toLowerCase()}@example.com`,
    role: "reviewer" as const,
  });
  const past = new Date(Date.now() - 60_000).toISOString();
  const wrong = (path: string) => ({
    code: "invalid_input",
    detail: { errors: [{ path }] },
  });

  test.each([
    ["reviewChannelId", {}],
    ["reviewChannelId", { reviewChannelId: null }],
    [
      "reviewChannelId",
      { reviewChannelId: "0192f0c1-0000-7000-8000-000000000000" },
    ],
  ])("a reviewer without a channel is refused at %s", async (path, given) => {
    await expect(
      createAgent(context, commandLine, { ...person(), ...given }),
    ).rejects.toMatchObject(wrong(path));
  });

  test("an end in the past is refused; the end is 60 days from now unless given", async () => {
    const add = (expiresAt?: string) =>
      createAgent(context, commandLine, {
        ...person(),
        reviewChannelId: channelId,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      });
    await expect(add(past)).rejects.toMatchObject(wrong("expiresAt"));
    context.clock.at = new Date();
    const { expiresAt } = await add();
    expect(Date.parse(expiresAt ?? "")).toBe(
      context.clock.at.getTime() + 60 * 86_400_000,
    );
    context.clock.at = null;
    const later = "2099-01-01T00:00:00.000Z";
    expect(await add(later)).toMatchObject({ expiresAt: later });
  });

  test("only a reviewer has either, and loses both with the role", async () => {
    const agentId = agent.agentId;
    await expect(
      updateAgent(context, boss, agentId, { reviewChannelId: channelId }),
    ).rejects.toMatchObject(wrong("reviewChannelId"));
    const { id } = await createAgent(context, commandLine, {
      ...person(),
      reviewChannelId: channelId,
    });
    expect(
      await updateAgent(context, boss, id, { role: "agent" }),
    ).toMatchObject({ reviewChannelId: null, expiresAt: null });
  });

  test("an agent who becomes a reviewer, and a reviewer with another channel, return their threads", async () => {
    const worker = await newActor(context, "agent");
    const { agentId } = worker;
    await updateQueue(context, boss, queueId, { memberIds: [agentId] });
    const { threadId } = await newThread(context, channelId, {
      ownerId: agentId,
      queueId,
    });
    await updateAgent(context, boss, agentId, {
      role: "reviewer",
      reviewChannelId: channelId,
    });
    expect(await ownerOf(threadId)).toBeNull();
    expect(
      await context.db.prisma.queueMember.count({ where: { agentId } }),
    ).toBe(0);
    await take({ ...worker, role: "reviewer" }, threadId);
    const reviewChannelId = await newChannel(context);
    await updateAgent(context, boss, agentId, { reviewChannelId });
    expect(await ownerOf(threadId)).toBeNull();
  });

  test("the end closes every way in, and the threads return", async () => {
    const password = "a long password";
    const { id: agentId, email } = await createAgent(context, commandLine, {
      ...person(),
      password,
      reviewChannelId: channelId,
    });
    const late = { ...reviewer, agentId };
    const { token } = await createToken(context, late, { agentId });
    const { sessionVersion } = await context.db.prisma.agent.findUniqueOrThrow({
      where: { id: agentId },
      select: { sessionVersion: true },
    });
    const claim = {
      sessionId: await openSession(context.db.prisma, agentId, new Date()),
      agentId,
      sessionVersion,
    };
    const { threadId } = await newThread(context, channelId, { queueId });
    await take(late, threadId);
    const waysIn = () =>
      Promise.all([
        signIn(context, { email, password }),
        actorForSession(context, claim, null),
        callerOfToken(context, token, null),
      ]);
    for (const way of await waysIn()) expect(way).not.toBeNull();
    expect(await expireReviewers(context)).toBe(0);

    await context.db.prisma.agent.update({
      where: { id: agentId },
      data: { expiresAt: past },
    });
    forgetAgent(context, agentId);
    expect(await waysIn()).toEqual([null, null, null]);
    await expect(getThread(context, late, threadId)).rejects.toMatchObject(
      refusal("not_found"),
    );
    expect(await expireReviewers(context)).toBe(1);
    expect(await ownerOf(threadId)).toBeNull();
    expect(
      await context.db.prisma.agentSession.count({ where: { agentId } }),
    ).toBe(0);
    expect(await expireReviewers(context)).toBe(0);
  });
});
