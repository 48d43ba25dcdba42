import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import type { Alert } from "#contract/supervision/alert.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { recordCheck } from "#server/domain/channels/health/check.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import {
  applyOnce,
  receiveOnlyChannels,
  delivery,
  digits,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** The health that an admin sees of a page whose customers' messages do not arrive. */

let server: TestServer;
let owner: Actor;
let agent: Actor;
beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  owner = await server.world.agent("Olga", "owner");
  agent = await server.world.agent("Aki");
});
afterAll(() => server.stop());

type Page = Awaited<ReturnType<TestServer["world"]["page"]>>;

async function deliver(page: Page, secret: string): Promise<number> {
  const { webhookKey } =
    await server.host.context.db.prisma.source.findUniqueOrThrow({
      where: { id: page.sourceId },
      select: { webhookKey: true },
    });
  const body = delivery(page.pageId, [
    {
      psid: digits(16),
      timestamp: Date.now(),
      message: { mid: `m_${randomToken(20)}`, text: "nobody will see this" },
    },
  ]);
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const response = await server.request(`/webhooks/meta/${webhookKey}`, {
    method: "POST",
    headers: { "x-hub-signature-256": `sha256=${signature}` },
    body: body as BodyInit,
  });
  return response.status;
}

async function look(page: Page): Promise<Channel & { codes: string[] }> {
  const { body } = await server.call(
    owner,
    "GET",
    `/channels/${page.channelId}`,
  );
  const channel = body as Channel;
  return { ...channel, codes: channel.problems.map(({ code }) => code) };
}

async function alertsOf(actor: Actor, page: Page): Promise<Alert[]> {
  const { body } = await server.call(actor, "GET", "/alerts");
  const { items } = body as { items: Alert[] };
  return items.filter(
    ({ detail }) =>
      (detail["channel"] as { id?: string } | undefined)?.id === page.channelId,
  );
}

/** A check that finds everything in order at Meta. */
function check(page: Page): Promise<unknown> {
  const { context } = server.host;
  return inPrismaTransaction(context.db, (tx) =>
    recordCheck(tx, page.channelId, {
      looks: [
        { source: "reach", found: [] },
        { source: "token", found: [], disproves: ["token_dead"] },
        { source: "subscription", found: [] },
      ],
      page: {},
      now: new Date(),
    }),
  );
}

test("deliveries refused for their signature: the page says so, and who can mend it is told once", async () => {
  const page = await server.world.page(null);
  for (let n = 0; n < 4; n += 1) {
    expect(await deliver(page, "secret-before-it-was-reset")).toBe(401);
  }
  expect((await look(page)).codes).not.toContain("signature_refused");
  for (let n = 0; n < 4; n += 1) {
    expect(await deliver(page, "secret-before-it-was-reset")).toBe(401);
  }
  const refused = await look(page);
  expect(refused.codes).toContain("signature_refused");
  expect(refused.health).not.toBe("ok");
  expect(await alertsOf(owner, page)).toMatchObject([
    { kind: "channel_problem", detail: { problem: "signature_refused" } },
  ]);
  expect(await alertsOf(agent, page)).toEqual([]);

  // Meta finds nothing wrong with token and subscription; that says nothing of signatures.
  await check(page);
  expect((await look(page)).codes).toContain("signature_refused");

  const saved = await server.call(
    owner,
    "PATCH",
    `/channels/${page.channelId}`,
    {
      appSecret: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    },
  );
  expect(saved.status).toBe(200);
  expect((await look(page)).codes).not.toContain("signature_refused");
  expect(await deliver(page, "0f1e2d3c4b5a69788796a5b4c3d2e1f0")).toBe(200);
});

test("a stray request among deliveries that fit is no problem of the page's", async () => {
  const page = await server.world.page(null);
  const { prisma } = server.host.context.db;
  await prisma.source.update({
    where: { id: page.sourceId },
    data: { lastDeliveryAt: new Date() },
    select: { id: true },
  });
  await prisma.channel.update({
    where: { id: page.channelId },
    data: { lastEventAt: new Date() },
    select: { id: true },
  });
  for (let n = 0; n < 8; n += 1) await deliver(page, "a stranger's guess");
  expect((await look(page)).codes).not.toContain("signature_refused");
});

test("one page's deliveries are refused while the app's other page is well: that page alone says so", async () => {
  const { prisma } = server.host.context.db;
  const first = await server.world.page(null);
  const second = await server.world.page(null);
  await prisma.channel.update({
    where: { id: second.channelId },
    data: { sourceId: first.sourceId },
    select: { id: true },
  });
  const page = { ...second, sourceId: first.sourceId };
  for (let n = 0; n < 6; n += 1) {
    expect(await deliver(first, first.appSecret)).toBe(200);
    while (await applyOnce(server.world.services, receiveOnlyChannels));
    expect(await deliver(page, "secret-before-it-was-reset")).toBe(401);
  }
  expect(await look(page)).toMatchObject({
    health: "degraded",
    codes: expect.arrayContaining(["signature_refused"]) as string[],
  });
  expect((await look(first)).codes).not.toContain("signature_refused");
  expect(await alertsOf(owner, page)).toHaveLength(1);

  await check(page);
  expect((await look(page)).codes).toContain("signature_refused");
  expect(await deliver(page, page.appSecret)).toBe(200);
  while (await applyOnce(server.world.services, receiveOnlyChannels));
  await check(page);
  expect((await look(page)).codes).not.toContain("signature_refused");
});

test("a page that nothing came in of yet, and one that fell silent", async () => {
  const { prisma } = server.host.context.db;
  const page = await server.world.page(null);
  await check(page);
  const fresh = await look(page);
  expect(fresh.codes).toContain("no_events_yet");

  const DAY_MS = 24 * 3_600_000;
  const lastAt = new Date(Date.now() - 12 * DAY_MS);
  await prisma.channel.update({
    where: { id: page.channelId },
    data: { lastEventAt: lastAt },
    select: { id: true },
  });
  await check(page);
  // A page with few customers is silent now and then.
  expect((await look(page)).codes).not.toContain("events_silent");
  for (let n = 0; n < 60; n += 1) {
    const { threadId } = await newThread(server.host.context, page.channelId);
    await prisma.thread.update({
      where: { id: threadId },
      data: { lastCustomerAt: new Date(lastAt.getTime() - n * 3_600_000) },
      select: { id: true },
    });
  }
  await check(page);
  expect(await look(page)).toMatchObject({
    health: "degraded",
    codes: expect.arrayContaining(["events_silent"]) as string[],
  });
  await prisma.channel.update({
    where: { id: page.channelId },
    data: { lastEventAt: new Date() },
    select: { id: true },
  });
  await check(page);
  expect((await look(page)).codes).not.toContain("events_silent");
});
