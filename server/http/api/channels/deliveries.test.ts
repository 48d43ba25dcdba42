import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeliveryRecord } from "#contract/channels/deliveries.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import {
  applyOnce,
  digits,
  receiveOnlyChannels,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Webhook deliveries as they were kept: found again, shown without secrets, applied again without harm. */

let server: TestServer;
let boss: Actor;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  boss = await server.world.agent("Boss", "owner");
  page = await server.world.page(null);
});
afterAll(() => server.stop());

type List = { items: DeliveryRecord[]; nextCursor: string | null };

async function list(query: Record<string, string>): Promise<List> {
  const search = new URLSearchParams(query).toString();
  const { status, body } = await server.call(
    boss,
    "GET",
    `/deliveries?${search}`,
  );
  expect(status).toBe(200);
  return body as List;
}

async function deliver(
  to: typeof page,
  psid: string,
  item: Record<string, unknown>,
): Promise<void> {
  await server.world.receive(to, [{ psid, timestamp: Date.now(), ...item }]);
}

async function apply(): Promise<void> {
  while (await applyOnce(server.world.services, receiveOnlyChannels));
}

const said = (mid: string) => ({ message: { mid, text: "Hello" } });

test("a delivery is found by message, person, channel, state and time", async () => {
  const [mid, psid] = [`m_${randomToken(20)}`, digits(16)];
  const other = await server.world.page(null);
  await deliver(page, psid, said(mid));
  await deliver(other, digits(16), said(`m_${randomToken(20)}`));
  const [found, ...more] = (await list({ q: mid })).items;
  expect(more).toEqual([]);
  expect(found).toMatchObject({ state: "applied", appId: page.appId });
  expect((await list({ q: psid })).items).toEqual([found]);
  expect((await list({ channel: page.channelId })).items).toEqual([found]);
  expect((await list({})).items).toHaveLength(2);
  expect((await list({ state: "parked" })).items).toEqual([]);
  const at = found?.receivedAt ?? "";
  expect((await list({ q: mid, from: at, to: at })).items).toEqual([found]);
  const past = new Date(Date.parse(at) - 60_000).toISOString();
  expect((await list({ q: mid, to: past })).items).toEqual([]);
  expect((await list({ q: "m_nowhere" })).items).toEqual([]);
  const first = await list({ limit: "1" });
  const second = await list({ limit: "1", cursor: first.nextCursor ?? "" });
  expect(second.items).toEqual([found]);
  const one = await server.call(boss, "GET", `/deliveries/${found?.id ?? ""}`);
  expect(one.body).toMatchObject({ id: found?.id });
});

test("a delivery that does not exist, and an id that is none", async () => {
  for (const id of ["999999999999", page.channelId])
    expect((await server.call(boss, "GET", `/deliveries/${id}`)).status).toBe(
      404,
    );
});

test("secrets in a body are not shown", async () => {
  const psid = digits(16);
  const optin = {
    type: "notification_messages",
    notification_messages_token: 'very "secret"',
    payload: "EAAabcdefghijklmnopqrstuvwxyz",
  };
  await deliver(page, psid, { optin });
  const [found] = (await list({ q: psid })).items;
  expect(found?.body).toContain('"notification_messages_token":"[redacted]"');
  expect(found?.body).not.toContain("secret");
  expect(found?.body).not.toContain("EAAabc");
  expect(JSON.parse(found?.body ?? "")).toHaveProperty("object", "page");
});

test("applied again, nothing changes", async () => {
  const [mid, psid] = [`m_${randomToken(20)}`, digits(16)];
  await deliver(page, psid, said(mid));
  await deliver(page, psid, {
    reaction: { mid, action: "react", emoji: "👍" },
  });
  await deliver(page, psid, { postback: { title: "Go", payload: "GO" } });
  const { items } = await list({ q: psid });
  expect(items).toHaveLength(3);
  const { prisma } = server.world.context.db;
  const state = () =>
    prisma.thread.findFirstOrThrow({
      where: { identity: { externalId: psid } },
      include: { messages: { include: { reactions: true } } },
    });
  const before = await state();
  const [arrived, heard] = [2, 1].map(
    (hours) => new Date(Date.now() - hours * 3_600_000),
  );
  await prisma.delivery.updateMany({ data: { receivedAt: arrived! } });
  const { channelId: id } = page;
  await prisma.channel.update({ where: { id }, data: { lastEventAt: heard! } });
  const replayed = await server.call(boss, "POST", "/deliveries/replay", {
    ids: items.map(({ id }) => id),
  });
  expect(replayed.body).toEqual({ replayed: 3 });
  await apply();
  expect(await state()).toEqual(before);
  // Nothing has come in just now.
  const { lastEventAt } = await prisma.channel.findUniqueOrThrow({
    where: { id },
  });
  expect(lastEventAt).toEqual(heard);
  const again = await list({ q: psid });
  expect(again.items.map(({ state }) => state)).toEqual([
    "applied",
    "applied",
    "applied",
  ]);
});
