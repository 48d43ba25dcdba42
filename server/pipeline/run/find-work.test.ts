import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { claimProfiles } from "#server/domain/customers/profile.ts";
import { claimIncoming } from "#server/domain/files/incoming.ts";
import { createRingGroup } from "#server/domain/teams/ring-groups.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { startPipeline } from "./pipeline.ts";
import { findWork, WORK_KINDS, type WorkKind } from "./find-work.ts";
import { claimSends, expireLeases } from "#server/pipeline/outbound/claim.ts";
import { resolveUncertainOnce } from "#server/pipeline/outbound/resolve-uncertain.ts";
import {
  applyOnce,
  createWorld,
  receiveOnlyChannels,
  delivery,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Nothing wakes the loops here: they must find the work by looking for it. */

let world: World;
let boss: Actor;

beforeAll(async () => {
  world = createWorld(await testDatabase());
  boss = await world.agent("Boss", "owner");
});

/** Work left over from one test must not reach the next. */
beforeEach(() =>
  world.context.db.pool.query(
    "truncate announcement, delivery, send_job, attachment, thread, identity, queue cascade",
  ),
);
afterEach(() => vi.restoreAllMocks());

const there = (): Promise<WorkKind[]> =>
  findWork(world.context.db.sql, [...WORK_KINDS]);

const publisher = () =>
  createEventPublisher(world.context, { emit: () => undefined });

async function toldAll(): Promise<void> {
  while (await publisher().round());
}

async function write(
  page: Awaited<ReturnType<World["page"]>>,
  message: Record<string, unknown> = { text: "hi" },
): Promise<void> {
  const item = {
    psid: digits(16),
    timestamp: Date.now(),
    message: { mid: `m_${randomToken(20)}`, ...message },
  };
  const body = delivery(page.pageId, [item]);
  await world.services.intake.add({ ...page.from, body });
}

test("with nothing to do it finds nothing", async () => {
  expect(await there()).toEqual([]);
});

test("a message is found at each step of its way", async () => {
  const { context, services } = world;
  const page = await world.page(null);
  await write(page, {
    text: "look",
    attachments: [
      { type: "image", payload: { url: "https://example.com/a.jpg" } },
    ],
  });
  expect(await there()).toEqual(["apply"]);
  while (await applyOnce(services, receiveOnlyChannels));
  expect(await there()).toEqual(["announce", "media", "profiles"]);
  await toldAll();
  await claimIncoming(context, 1);
  await claimProfiles(context, 1);
  expect(await there()).toEqual([]);

  const { id: threadId } = await context.db.prisma.thread.findFirstOrThrow({
    select: { id: true },
  });
  const clientId = randomToken(8);
  const text = "Hello!";
  await reply(context, boss, { threadId, clientId, kind: "message", text });
  expect(await there()).toEqual(["announce", "send"]);
  await claimSends(context, 1);
  await toldAll();
  expect(await there()).toEqual([]);

  await context.db.pool.query(
    `update send_job set "leaseTill" = now() - interval '1 second'`,
  );
  expect(await there()).toEqual(["doubts"]);
  await expireLeases(context);
  expect(await there()).toEqual(["doubts"]);
  await resolveUncertainOnce({
    ...services,
    channels: {
      ...services.channels,
      messenger: {
        ...services.channels.messenger,
        findSent: () => Promise.resolve({ kind: "absent" }),
      },
    },
  });
  await toldAll();
  expect(await there()).toEqual([]);
});

test("a queue that offers, a ring group and a queue that asks a service each have their own", async () => {
  const { context, services } = world;
  const idle = async (options: object, expected: WorkKind[]) => {
    const id = await world.queue([], options);
    await write(await world.page({ type: "queue", id }));
    while (await applyOnce(services, receiveOnlyChannels));
    await toldAll();
    await claimProfiles(context, 1);
    expect(await there()).toEqual(expected);
  };
  await idle({ strategy: "manual" }, []);
  await idle({ strategy: "hunt" }, ["route"]);
  await context.db.pool.query("truncate thread, identity cascade");
  const service = {
    serviceUrl: "https://example.com",
    serviceSecretSealed: context.vault.seal("secret"),
  };
  await idle({ strategy: "hunt", ...service }, ["asking"]);
  await context.db.pool.query("truncate thread, identity cascade");

  const group = await createRingGroup(context, boss, {
    name: `Group ${randomToken(6)}`,
    memberIds: [boss.agentId],
    strategy: "ring_all",
  });
  await write(await world.page({ type: "ring_group", id: group.id }));
  while (await applyOnce(services, receiveOnlyChannels));
  await toldAll();
  await claimProfiles(context, 1);
  expect(await there()).toEqual(["route"]);
  while (await routeOnce(context));
  await toldAll();
  expect(await there()).toEqual([]);
});

test("a running pipeline does work that no wake announced", async () => {
  const { context, services } = world;
  const page = await world.page(null);
  await write(page);
  await context.db.pool.query(
    `update delivery set "nextAttemptAt" = now() + interval '1 second'`,
  );
  const pipeline = startPipeline(services, {
    role: "all",
    announceTo: { emit: () => undefined },
  });
  try {
    await vi.waitUntil(
      async () => (await context.db.prisma.message.count()) === 1,
      20_000,
    );
  } finally {
    await pipeline.stop();
  }
});
