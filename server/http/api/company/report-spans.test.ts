import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "#contract/reports/report.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import {
  createTestDesk,
  newMid,
  type Asking,
  type TestDesk,
  type TestPage,
} from "./test-desk.ts";

/** Every wait of a customer and how it ended, as the facts and the reports have it. */

const DAY = "2026-11-25";

let server: TestServer;
let desk: TestDesk;
let owner: Actor;
let mei: Actor;
let bo: Actor;
let page: TestPage;
let queueId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  desk = createTestDesk(server);
  desk.goTo(DAY, "08:00");
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  mei = await world.agent("Mei");
  bo = await world.agent("Bo");
  queueId = await world.queue([mei, bo]);
  page = await world.page({ type: "queue", id: queueId });
});
afterAll(() => server.stop());

async function factsOf({ threadId }: Asking): Promise<string[]> {
  const facts = await server.world.context.db.prisma.reportFact.findMany({
    where: { threadId },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  const nameOf = (id: string | null) =>
    [mei, bo, owner].find(({ agentId }) => agentId === id)?.name ?? "nobody";
  return facts.map(({ kind, agentId, wallMs }) =>
    [
      kind,
      nameOf(agentId),
      ...(wallMs === null ? [] : [`${Number(wallMs) / 60_000} min`]),
    ].join(" "),
  );
}
async function total(): Promise<Report["total"]> {
  const { body } = await server.call(owner, "GET", "/reports?period=today");
  return (body as Report).total;
}

test("first and later replies, from the oldest message that each answers; what nobody waits for is no reply", async () => {
  const ask = await desk.asks(page, DAY, "10:00");
  await desk.answers(mei, ask, DAY, "10:05");
  await desk.answers(mei, ask, DAY, "10:06");
  await desk.asksAgain(ask, DAY, "10:20");
  await desk.asksAgain(ask, DAY, "10:22");
  await desk.answers(mei, ask, DAY, "10:30");
  await desk.asksAgain(ask, DAY, "10:40");
  // A person outside Parley, in the page's inbox.
  const message = { mid: newMid(), is_echo: true, text: "From the inbox" };
  const timestamp = desk.goTo(DAY, "10:42");
  await desk.deliver(page, { psid: ask.psid, timestamp, message });
  expect(await factsOf(ask)).toEqual([
    "arrived nobody",
    "owned Mei 5 min",
    "replied Mei 5 min",
    "replied_next Mei 10 min",
    "replied_next nobody 2 min",
  ]);
  expect(await total()).toMatchObject({
    firstReply: { count: 1, wallMs: 5 * 60_000 },
    reply: { count: 3, wallMs: 5 * 60_000 },
  });
});

test("a waived wait and one that a close ended are facts until they are undone", async () => {
  const before = await total();
  const ask = await desk.asks(page, DAY, "11:00");
  await desk.answers(mei, ask, DAY, "11:01");
  await desk.asksAgain(ask, DAY, "11:10");
  const path = `/threads/${ask.threadId}`;
  desk.goTo(DAY, "11:15");
  await desk.does(mei, `${path}/no-reply-needed`);
  expect((await factsOf(ask)).at(-1)).toBe("waived Mei 5 min");
  expect((await total()).waived).toBe(before.waived + 1);
  await server.call(mei, "DELETE", `${path}/no-reply-needed`);
  expect((await factsOf(ask)).at(-1)).toBe("replied Mei 1 min");
  expect((await total()).waived).toBe(before.waived);

  desk.goTo(DAY, "11:20");
  await desk.does(mei, `${path}/close`);
  expect((await factsOf(ask)).slice(-2).sort()).toEqual([
    "closed Mei",
    "unanswered Mei 10 min",
  ]);
  desk.goTo(DAY, "11:21");
  await desk.does(mei, `${path}/reopen`);
  expect(await factsOf(ask)).toEqual([
    "arrived nobody",
    "owned Mei 1 min",
    "replied Mei 1 min",
    "owned Mei",
  ]);
  expect(await total()).toMatchObject({
    closed: before.closed,
    reply: { count: before.reply.count + 1 },
  });
});

test("spam is no close, and a deleted conversation is closed once", async () => {
  const before = await total();
  const spam = await desk.asks(page, DAY, "12:00");
  await desk.does(mei, `/threads/${spam.threadId}/take`);
  await desk.does(mei, `/threads/${spam.threadId}/spam`);
  expect(await factsOf(spam)).toEqual([
    "arrived nobody",
    "owned Mei 0 min",
    "spam Mei",
  ]);
  const gone = await desk.asks(page, DAY, "12:10");
  await server.call(owner, "DELETE", `/threads/${gone.threadId}`);
  expect(await total()).toMatchObject({
    spam: before.spam + 1,
    closed: before.closed + 1,
  });
  const query = "/reports/rows?period=today&by=agent&figure=spam";
  const { body } = await server.call(owner, "GET", query);
  expect((body as { items: unknown[] }).items).toHaveLength(1);
});

test("how offers ended and who transferred, for the reports to come", async () => {
  const { world } = server;
  await server.call(owner, "PATCH", `/queues/${queueId}`, { strategy: "hunt" });
  await world.sits(mei);
  const ask = await desk.asks(page, DAY, "13:00");
  while (await routeOnce(world.context));
  await desk.does(mei, `/offers/${ask.threadId}/decline`);
  await world.sits(bo);
  while (await routeOnce(world.context));
  await desk.does(bo, `/offers/${ask.threadId}/accept`);
  await desk.does(bo, `/threads/${ask.threadId}/transfer`, {
    to: { type: "queue", id: queueId },
  });
  expect((await factsOf(ask)).map((fact) => fact.replace(/ \d.*/, ""))).toEqual(
    expect.arrayContaining([
      "declined Mei",
      "accepted Bo",
      "owned Bo",
      "transferred Bo",
    ]),
  );
});
