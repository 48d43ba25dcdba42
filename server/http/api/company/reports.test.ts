import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report, ReportItem } from "#contract/reports/report.ts";
import { REPORT_FIGURES, reportSchema } from "#contract/reports/report.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { recordUnanswered } from "#server/domain/routing/offering/record-unanswered.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { lockThreadById } from "#server/domain/thread/thread-state.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import {
  createTestDesk,
  newMid,
  type TestDesk,
  type TestPage,
} from "./test-desk.ts";

/** Reports from outside: a Tuesday evening and a Wednesday, with medians computed by hand. */

const MINUTE_MS = 60_000;
const TUESDAY = "2026-11-24";
const WEDNESDAY = "2026-11-25";

let server: TestServer;
let desk: TestDesk;
let owner: Actor;
let auditor: Actor;
/** Supervises the shop alone. */
let sue: Actor;
let mei: Actor;
let bo: Actor;
let shop: string;
let sales: string;
let shopPage: TestPage;
let salesPage: TestPage;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  desk = createTestDesk(server);
  const { world } = server;
  desk.goTo(TUESDAY, "08:00");
  owner = await world.agent("Olga", "owner");
  auditor = await world.agent("Ada", "auditor");
  sue = await world.agent("Sue", "supervisor");
  mei = await world.agent("=Mei");
  bo = await world.agent("Bo");
  const shopTeam = await world.department([sue, mei]);
  const salesTeam = await world.department([bo]);
  shop = await world.queue([mei], {
    departmentId: shopTeam,
    schedule: {
      timeZone: "UTC",
      week: [1, 2, 3, 4, 5].map((day) => ({ day, from: "09:00", to: "18:00" })),
    },
  });
  sales = await world.queue([bo], {
    departmentId: salesTeam,
    strategy: "hunt",
    offerSeconds: 30,
  });
  shopPage = await world.page({ type: "queue", id: shop });
  salesPage = await world.page({ type: "queue", id: sales });
  await workTwoDays();
  desk.goTo(WEDNESDAY, "12:00");
});
afterAll(() => server.stop());

/**
 * In the shop: first replies after 2, 10.5, 20 and 904 minutes, of which the last are 4 in office hours;
 * waits of 4, 20 and 904 (4) minutes, because the reply after 2 minutes was written outside Parley.
 */
async function workTwoDays(): Promise<void> {
  const { goTo, asks, answers, does, deliver } = desk;
  const late = await asks(shopPage, TUESDAY, "17:59");
  const taken = await asks(shopPage, WEDNESDAY, "10:00");
  const outside = await asks(shopPage, WEDNESDAY, "10:00");
  const replied = await asks(shopPage, WEDNESDAY, "11:00");
  await answers(mei, late, WEDNESDAY, "09:03");
  goTo(WEDNESDAY, "10:04");
  await does(mei, `/threads/${taken.threadId}/take`);
  await answers(mei, taken, WEDNESDAY, "10:10:30");
  // A second answer is no first reply.
  await answers(mei, taken, WEDNESDAY, "10:40");
  await deliver(shopPage, {
    psid: outside.psid,
    timestamp: goTo(WEDNESDAY, "10:02"),
    message: { mid: newMid(), is_echo: true, text: "From the page’s inbox" },
  });
  await answers(mei, replied, WEDNESDAY, "11:20");
  goTo(WEDNESDAY, "11:30");
  for (const { threadId } of [taken, replied])
    await does(mei, `/threads/${threadId}/close`);
  const { threadId } = await asks(salesPage, WEDNESDAY, "11:31");
  await server.world.sits(bo);
  while (await routeOnce(server.world.context));
  const now = new Date(goTo(WEDNESDAY, "11:32"));
  await inSqlTransaction(server.world.context.db, async (tx) => {
    const state = await lockThreadById(tx, threadId);
    await recordUnanswered(tx, state!, "time_over", now);
  });
}

async function read(actor: Actor, query: string): Promise<Report> {
  const { status, body } = await server.call(actor, "GET", `/reports?${query}`);
  expect(status).toBe(200);
  return reportSchema.parse(body);
}

async function rows(actor: Actor, query: string): Promise<ReportItem[]> {
  const path = `/reports/rows?${query}`;
  const { status, body } = await server.call(actor, "GET", path);
  expect(status).toBe(200);
  return (body as { items: ReportItem[] }).items;
}

const minutes = (count: number) => count * MINUTE_MS;

test("medians are those of the spans, in office hours and around the clock", async () => {
  const report = await read(owner, "period=today&by=queue");
  expect(report).toMatchObject({
    from: `${WEDNESDAY}T00:00:00.000Z`,
    timeZone: "UTC",
    recordedSince: `${TUESDAY}T17:59:00.000Z`,
  });
  expect(report.rows.find(({ id }) => id === shop)).toMatchObject({
    type: "queue",
    in: 3,
    closed: 2,
    firstReply: {
      count: 4,
      officeMs: minutes((4 + 10.5) / 2),
      wallMs: minutes((10.5 + 20) / 2),
    },
    wait: { count: 3, officeMs: minutes(4), wallMs: minutes(20) },
    missed: 0,
  });
  expect(report.rows.find(({ id }) => id === sales)).toMatchObject({
    in: 1,
    closed: 0,
    firstReply: { count: 0, officeMs: null, wallMs: null },
    missed: 1,
  });
  expect(report.total).toMatchObject({ in: 4, closed: 2, missed: 1 });
});

test("seven days include the evening before; pages and agents have their own rows", async () => {
  const byPage = await read(owner, "period=7d&by=page");
  expect(byPage.rows.map((row) => [row.id, row.in]).sort()).toEqual(
    [
      [shopPage.channelId, 4],
      [salesPage.channelId, 1],
    ].sort(),
  );
  const { rows: agents } = await read(owner, "period=7d&by=agent");
  expect(agents.find(({ id }) => id === mei.agentId)).toMatchObject({
    name: "=Mei",
    in: 3,
    closed: 2,
    firstReply: { count: 3, officeMs: minutes(10.5), wallMs: minutes(20) },
  });
  expect(agents.find(({ id }) => id === null)).toMatchObject({
    in: 0,
    firstReply: { count: 1, officeMs: minutes(2), wallMs: minutes(2) },
  });
  expect(agents.find(({ id }) => id === bo.agentId)).toMatchObject({
    in: 0,
    missed: 1,
  });
});

test("yesterday ends at midnight; days of one's own include the last", async () => {
  const yesterday = await read(owner, "period=yesterday&by=queue");
  expect(yesterday).toMatchObject({
    from: `${TUESDAY}T00:00:00.000Z`,
    to: `${WEDNESDAY}T00:00:00.000Z`,
    total: { in: 1, closed: 0, missed: 0, wait: { count: 0 } },
  });
  const days = `from=${TUESDAY}&to=${WEDNESDAY}&by=queue`;
  const both = await read(owner, days);
  expect(both.total).toEqual((await read(owner, "period=7d&by=queue")).total);
  expect(both.to).toBe(`${WEDNESDAY}T12:00:00.000Z`);
  const first = await read(owner, `from=${TUESDAY}&to=${TUESDAY}&by=queue`);
  expect(first.total).toEqual(yesterday.total);
  expect(await rows(owner, `${days}&figure=in`)).toHaveLength(5);
  expect(await rows(owner, "period=yesterday&by=queue&figure=in")).toHaveLength(
    1,
  );
  for (const wrong of [
    `from=${TUESDAY}`,
    `from=${WEDNESDAY}&to=${TUESDAY}`,
    `from=2024-01-01&to=${TUESDAY}`,
    `from=2026-02-30&to=${TUESDAY}`,
  ])
    for (const path of ["/reports?", "/reports/rows?figure=in&"])
      expect((await server.call(owner, "GET", path + wrong)).status).toBe(422);
});

test.each(REPORT_FIGURES)(
  "%s leads to as many rows as it counts",
  async (figure) => {
    const report = await read(owner, "period=today&by=queue");
    for (const row of report.rows) {
      const { firstReply, reply, wait } = row;
      const counts = {
        ...row,
        first_reply: firstReply.count,
        reply: reply.count,
        wait: wait.count,
      };
      const query = `period=today&by=queue&figure=${figure}&row=${row.id ?? "none"}`;
      const first = await rows(owner, `${query}&limit=1`);
      expect(first).toHaveLength(Math.min(1, counts[figure]));
      expect(await rows(owner, query)).toHaveLength(counts[figure]);
    }
  },
);

test("a supervisor reads their departments alone, an auditor no customer", async () => {
  const mine = await read(sue, "period=7d&by=queue");
  expect(mine.rows.map(({ id }) => id)).toEqual([shop]);
  expect(mine.total).toMatchObject({ in: 4, missed: 0 });
  const theirs = await rows(sue, "period=7d&by=queue&figure=in");
  expect(theirs).toHaveLength(4);
  expect(theirs.every(({ thread }) => thread !== null)).toBe(true);
  expect(await rows(sue, `period=7d&by=queue&figure=missed`)).toEqual([]);
  expect((await read(auditor, "period=7d&by=queue")).total.in).toBe(5);
  const audited = await rows(auditor, "period=7d&by=queue&figure=in");
  expect(audited.map(({ thread }) => thread)).toEqual(Array(5).fill(null));
});

test("an agent reads their own figures alone, and the conversations behind them", async () => {
  const own = await read(mei, "period=7d");
  const all = await read(owner, "period=7d&by=agent");
  expect(own.rows).toEqual(all.rows.filter(({ id }) => id === mei.agentId));
  expect(own.rows[0]).toMatchObject(own.total);
  for (const row of ["", `&row=${mei.agentId}`]) {
    const closes = await rows(mei, `period=7d&figure=closed${row}`);
    expect(closes.map(({ agent }) => agent?.id)).toEqual(
      Array(2).fill(mei.agentId),
    );
  }
  expect((await read(bo, "period=7d")).rows).toMatchObject([
    { id: bo.agentId, in: 0, missed: 1 },
  ]);
  for (const query of [
    "by=queue",
    "by=page",
    `row=${bo.agentId}`,
    "row=none",
    `by=queue&row=${shop}`,
  ]) {
    const path = `/reports/rows?figure=in&${query}`;
    expect((await server.call(mei, "GET", path)).status).toBe(403);
  }
  for (const path of ["/reports", "/reports/export"])
    for (const by of ["queue", "page"])
      expect((await server.call(mei, "GET", `${path}?by=${by}`)).status).toBe(
        403,
      );
});

test("the export has the rows of the screen, no formulas, and is recorded", async () => {
  const response = await server.request(
    "/api/v1/reports/export?period=7d&by=agent",
    { headers: { authorization: `Bearer ${await server.token(owner)}` } },
  );
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const lines = (await response.text()).trim().split("\r\n");
  expect(lines).toHaveLength(4);
  expect(lines.find((line) => line.includes("Mei"))).toBe(
    `"agent","${mei.agentId}","'=Mei","3","2","3","630","1200","3","240","1200","0","3","630","1200","0","0"`,
  );
  const { body } = await server.call(
    owner,
    "GET",
    "/audit?action=report.exported",
  );
  expect(body).toMatchObject({
    items: [{ actor: { name: "Olga" }, detail: { period: "7d", by: "agent" } }],
  });
});

test("a supervisor’s own figures count wherever they worked", async () => {
  const { world } = server;
  const { goTo, asks, does } = desk;
  const sam = await world.agent("Sam", "supervisor");
  await world.department([sam]);
  const elsewhere = await asks(salesPage, WEDNESDAY, "12:00");
  await world.sits(sam);
  await does(owner, `/threads/${elsewhere.threadId}/transfer`, {
    to: { type: "agent", id: sam.agentId },
  });
  goTo(WEDNESDAY, "12:01");
  await does(sam, `/offers/${elsewhere.threadId}/accept`);
  const { rows: mine } = await read(sam, "period=today&by=agent");
  expect(mine).toMatchObject([{ id: sam.agentId, in: 1 }]);
  const theirs = await rows(sam, "period=today&figure=in");
  expect(theirs.map(({ thread }) => thread?.id)).toEqual([elsewhere.threadId]);
});
