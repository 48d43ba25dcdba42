import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { LiveEventName } from "#contract/live/live-events.ts";
import type { Message } from "#contract/threads/message.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import {
  reply,
  type Reply,
} from "#server/domain/conversations/replies/reply.ts";
import { intendReaction } from "#server/domain/messages/page-reaction.ts";
import { retryMessage } from "#server/domain/conversations/replies/retry.ts";
import { startPipeline, type Pipeline } from "#server/pipeline/run/pipeline.ts";
import {
  createWorld,
  delivery,
  type World,
} from "#server/pipeline/test-world.ts";
import { takeControl } from "#server/pipeline/outbound/signals.ts";
import { randomToken } from "#server/runtime/crypto.ts";
import { startSimulator, type Simulator } from "#simulator/start.ts";

// The default world of the simulator; see simulator/README.md.
const PAGE = {
  pageId: "104200000000011",
  token: "EAASIMLUMENOAK0000000000000000000000000000000000000000000011",
  appId: "123456789012345",
  appSecret: "simulator-app-secret-0123456789ab",
};
const PERSON = "person_default_1";

let simulator: Simulator;
let world: World;
let pipeline: Pipeline;
let mei: Actor;
let threadId: string;
let psid: string;
let channelId: string;
let sourceId: string;
const told: { event: LiveEventName; payload: unknown }[] = [];

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 });
  world = createWorld(await testDatabase(), simulator.url);
  mei = await world.agent("Mei");
  const queueId = await world.queue([mei]);
  const page = await world.page({ type: "queue", id: queueId }, PAGE);
  ({ channelId, sourceId } = page);
  pipeline = startPipeline(world.services, {
    role: "all",
    announceTo: { emit: (event, payload) => told.push({ event, payload }) },
  });
  await sim("POST", `chats/${PAGE.pageId}/${PERSON}/messages`, { text: "hi" });
  psid = (await chat()).psid;
  await deliver([
    { psid, timestamp: Date.now(), message: { mid: mid(), text: "hi" } },
  ]);
  threadId = await vi.waitUntil(async () => (await newest())?.id, 20_000);
});

afterAll(async () => {
  await pipeline.stop();
  await simulator.stop();
});

beforeEach(() => sim("DELETE", "faults"));

type Chat = {
  psid: string;
  messages: {
    mid: string;
    from: string;
    text: string | null;
    attachments: unknown[];
  }[];
};

async function sim<T>(
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${simulator.url}/_sim/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status, await response.clone().text()).toBeLessThan(300);
  return (await response.json()) as T;
}

async function newest() {
  const query = { limit: 1, sort: "newest" } as const;
  return (await listThreads(world.context, mei, query)).items[0];
}

const chat = () => sim<Chat>("GET", `chats/${PAGE.pageId}/${PERSON}`);
const mid = () => `m_${randomToken(20)}`;

async function deliver(items: Record<string, unknown>[]): Promise<void> {
  const body = delivery(PAGE.pageId, items);
  await world.services.intake.add({
    kind: "messenger",
    externalId: "",
    sourceId,
    body,
  });
}

async function say(input: Partial<Reply> & { text: string }): Promise<Message> {
  const base = { threadId, clientId: randomToken(8), kind: "message" as const };
  const [first] = await reply(world.context, mei, { ...base, ...input });
  if (!first) throw new Error("Nothing was written.");
  return first;
}

async function stored(id: string): Promise<Message | undefined> {
  const page = { threadId, limit: 100 };
  const { items } = await listMessages(world.context, mei, page);
  return items.find((message) => message.id === id);
}

function untilStatus(id: string, status: Message["status"], timeout = 10_000) {
  return expect
    .poll(async () => (await stored(id))?.status, { timeout })
    .toBe(status);
}

async function seenByCustomer(text: string): Promise<number> {
  const { messages } = await chat();
  return messages.filter((message) => message.text === text).length;
}

test("a reply reaches the customer and becomes sent", async () => {
  const message = await say({ text: "Hello 你好 👋" });
  expect(message.status).toBe("queued");
  await untilStatus(message.id, "sent");
  expect(await seenByCustomer("Hello 你好 👋")).toBe(1);
  expect((await stored(message.id))?.externalId).toMatch(/^m_/);
});

test("the same clientId is one message, however often and however parallel", async () => {
  const clientId = randomToken(8);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => say({ text: "once", clientId })),
  );
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  await untilStatus(answers[0]?.id ?? "", "sent");
  expect(await seenByCustomer("once")).toBe(1);
});

test("replies of one thread arrive in the order in which they were written", async () => {
  await sim("PATCH", "faults", { graphLatencyMs: 30 });
  const words = Array.from({ length: 8 }, (_, index) => `ordered ${index}`);
  for (const text of words) await say({ text });
  await expect
    .poll(
      async () => {
        const { messages } = await chat();
        return messages.flatMap(({ text }) =>
          text?.startsWith("ordered") ? text : [],
        );
      },
      { timeout: 30_000 },
    )
    .toEqual(words);
});

test("a text over the limit goes out as several, in order", async () => {
  const sentence = "This sentence is long enough to matter. ";
  const text = sentence.repeat(80).trim();
  const first = await say({ text });
  await expect
    .poll(
      async () => {
        const { messages } = await chat();
        return messages.filter((message) =>
          message.text?.startsWith(sentence.trim()),
        ).length;
      },
      { timeout: 30_000 },
    )
    .toBe(2);
  const page = { threadId, limit: 100 };
  const { items } = await listMessages(world.context, mei, page);
  const parts = items.filter(({ clientId }) => clientId === first.clientId);
  expect(parts.map(({ part }) => part).toSorted()).toEqual([0, 1]);
});

test("a refusal is shown as text, and Retry sends the same message once", async () => {
  await sim("PATCH", "faults", { failSends: { count: 1, code: 100 } });
  const message = await say({ text: "refused at first" });
  await untilStatus(message.id, "failed");
  const failed = await stored(message.id);
  expect(failed?.error).toMatchObject({ code: "bad_request" });
  expect(failed?.error?.fix).not.toBe("");
  await retryMessage(world.context, mei, { threadId, messageId: message.id });
  await untilStatus(message.id, "sent");
  expect(await seenByCustomer("refused at first")).toBe(1);
});

test("a temporary error of Meta's is waited out", async () => {
  await sim("PATCH", "faults", {
    failSends: { count: 2, code: 2, transient: true, status: 500 },
  });
  const message = await say({ text: "patience" });
  await untilStatus(message.id, "sent", 20_000);
  expect(await seenByCustomer("patience")).toBe(1);
});

test("an uncertain send is found in the conversation and not sent again", async () => {
  await sim("PATCH", "faults", {
    sendTimeout: "reset-after",
    sendTimeoutCount: 1,
    dropEchoes: true,
  });
  const message = await say({ text: "did it arrive?" });
  await untilStatus(message.id, "sent", 20_000);
  expect(await seenByCustomer("did it arrive?")).toBe(1);
});

test("Retry of a message the customer may have looks first and does not send it twice", async () => {
  await sim("PATCH", "faults", {
    sendTimeout: "reset-after",
    sendTimeoutCount: 1,
    dropEchoes: true,
  });
  const { prisma } = world.context.db;
  const setEnabled = (enabled: boolean) =>
    prisma.channel.update({
      where: { id: channelId },
      data: { enabled },
      select: { id: true },
    });
  const message = await say({ text: "twice?" });
  await expect.poll(() => seenByCustomer("twice?")).toBe(1);
  // No lookup is possible while the page is paused, until the limit has passed.
  await setEnabled(false);
  await expect
    .poll(
      () =>
        prisma.$executeRaw`update send_job set looks = 9, "dueAt" = now(), "createdAt" = now() - interval '1 hour',
        "startedAt" = now() - interval '59 minutes' where "messageId" = ${message.id}::uuid and state = 'uncertain'`,
    )
    .toBe(1);
  await untilStatus(message.id, "failed");
  expect((await stored(message.id))?.error?.code).toBe("maybe_sent");
  await setEnabled(true);
  // When the attempt began, in the form in which it is stored.
  await prisma.$executeRaw`update message set "errorDetail" = jsonb_set("errorDetail", '{attemptedAt}', to_jsonb("createdAt"))
    where id = ${message.id}::uuid`;
  await retryMessage(world.context, mei, { threadId, messageId: message.id });
  await untilStatus(message.id, "sent", 20_000);
  expect(await seenByCustomer("twice?")).toBe(1);
});

test("a reaction whose process died after Meta accepted it is finished by the next process", async () => {
  const { sql, prisma } = world.context.db;
  const theirs = (await chat()).messages.find(({ text }) => text === "hi");
  const there = { mid: theirs?.mid, text: "hi" };
  await deliver([{ psid, timestamp: Date.now(), message: there }]);
  const message = await vi.waitUntil(
    () =>
      prisma.message.findFirst({
        where: { threadId, externalId: theirs?.mid ?? "" },
        select: { id: true },
      }),
    20_000,
  );
  const reaction = {
    messageId: message.id,
    agentId: mei.agentId,
    emoji: "❤",
    at: new Date(),
  };
  // The state when the process dies: only the intent is stored.
  await intendReaction(sql, reaction);
  await prisma.$executeRaw`update reaction_job set "dueAt" = now()`;
  await expect
    .poll(async () => (await stored(message.id))?.reactions, {
      timeout: 20_000,
    })
    .toEqual([{ emoji: "❤", by: "page" }]);
  expect(await prisma.reactionJob.count()).toBe(0);
});

test("an uncertain send is settled by its echo", async () => {
  await sim("PATCH", "faults", {
    sendTimeout: "reset-after",
    sendTimeoutCount: 1,
    dropEchoes: true,
  });
  const message = await say({ text: "echo decides" });
  await expect.poll(() => seenByCustomer("echo decides")).toBe(1);
  const { messages } = await chat();
  const there = messages.find(({ text }) => text === "echo decides");
  await deliver([
    {
      psid,
      timestamp: Date.now(),
      message: {
        mid: there?.mid,
        is_echo: true,
        app_id: Number(PAGE.appId),
        metadata: `parley:${message.id}`,
        text: "echo decides",
      },
    },
  ]);
  await untilStatus(message.id, "sent");
  expect((await stored(message.id))?.externalId).toBe(there?.mid);
});

test("an expired token breaks the channel, with an explanation for the admin", async () => {
  await world.sits(mei);
  await sim("PATCH", "faults", { deadToken: 460 });
  const message = await say({ text: "nobody home" });
  await untilStatus(message.id, "failed");
  const channel = await world.context.db.prisma.channel.findUnique({
    where: { id: channelId },
    select: { health: true, problems: true },
  });
  expect(channel?.health).toBe("broken");
  expect(channel?.problems).toEqual(
    expect.arrayContaining([expect.objectContaining({ code: "token_dead" })]),
  );
  // The people who can mend it are told at once, and so is every open screen.
  await expect
    .poll(() => told.map(({ event }) => event))
    .toContain("channel.updated");
  const { prisma } = world.context.db;
  expect(await prisma.alert.findMany({ select: { kind: true } })).toEqual([
    { kind: "channel_problem" },
  ]);

  await expect(say({ text: "and now?" })).rejects.toMatchObject({
    code: "channel_broken",
  });
  await world.context.db.prisma.channel.update({
    where: { id: channelId },
    data: { health: "ok", problems: [] },
  });
});

test("a conversation that another app holds takes no reply until control is taken from it", async () => {
  const elsewhere = "999000000000999";
  await sim("PATCH", `pages/${PAGE.pageId}`, { defaultAppId: PAGE.appId });
  await sim("POST", `chats/${PAGE.pageId}/${PERSON}/owner`, {
    appId: elsewhere,
  });
  await deliver([
    {
      psid,
      timestamp: Date.now(),
      pass_thread_control: { new_owner_app_id: elsewhere },
    },
  ]);
  const holder = async () => (await newest())?.controlledBy;
  await expect.poll(holder).toBe(elsewhere);
  await expect(say({ text: "not yet" })).rejects.toMatchObject({
    code: "other_app_controls",
  });
  await takeControl(world.services, mei, threadId);
  expect(await holder()).toBeNull();
  const message = await say({ text: "ours again" });
  await untilStatus(message.id, "sent");
  expect(await seenByCustomer("ours again")).toBe(1);
});

test("after seven days the reply is refused before Meta is asked", async () => {
  world.clock.at = new Date(Date.now() + 8 * 24 * 3_600_000);
  try {
    await expect(say({ text: "too late" })).rejects.toMatchObject({
      code: "window_closed",
    });
  } finally {
    world.clock.at = null;
  }
  expect(await seenByCustomer("too late")).toBe(0);
});

test("name and picture come from the profile", async () => {
  await expect
    .poll(async () => (await newest())?.customer)
    .toMatchObject({ name: "Emma Clarke", nameKnown: true });
  const avatarUrl = (await newest())?.customer.avatarUrl;
  expect(avatarUrl).toMatch(/^\/api\/v1\/customers\//);
});
