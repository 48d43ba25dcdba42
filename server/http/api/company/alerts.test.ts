import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alert } from "#contract/supervision/alert.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newId } from "#server/runtime/crypto.ts";

/** The list of alerts: what is dealt with leaves it, by hand or by itself. */

let server: TestServer;
let sam: Actor;
let mei: Actor;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  sam = await world.agent("Sam", "supervisor");
  mei = await world.agent("Mei");
  const queueId = await world.queue([mei]);
  const page = await world.page({ type: "queue", id: queueId });
  ({ threadId } = await world.write(page));
});
afterAll(() => server.stop());

const raise = (...alerts: Parameters<typeof raiseAlerts>[1]) =>
  inPrismaTransaction(server.world.context.db, (tx) =>
    raiseAlerts(tx, alerts, new Date()),
  );
async function kinds(actor = sam): Promise<string[]> {
  const { body } = await server.call(actor, "GET", "/alerts");
  return (body as { items: Alert[] }).items.map(({ kind }) => kind);
}
async function newest(): Promise<Alert> {
  const { body } = await server.call(sam, "GET", "/alerts?limit=1");
  const [alert] = (body as { items: Alert[] }).items;
  if (!alert) throw new Error("There is no alert.");
  return alert;
}

test("dismissed, it leaves the list of everybody; by whom it is not for, it cannot be", async () => {
  await raise({ kind: "holiday_missing" }, { kind: "unheard_of" });
  expect(await kinds()).toEqual(["unheard_of", "holiday_missing"]);
  const { id } = await newest();
  const dismiss = (actor: Actor, alertId = id) =>
    server.call(actor, "POST", `/alerts/${alertId}/dismiss`);
  expect((await dismiss(mei)).status).toBe(404);
  expect((await dismiss(sam, newId())).status).toBe(404);
  expect((await dismiss(sam)).status).toBe(204);
  expect((await dismiss(sam)).status).toBe(204);
  expect(await kinds()).toEqual(["holiday_missing"]);
  const { prisma } = server.world.context.db;
  const told = await prisma.announcement.findMany({
    where: { kind: "alert.ended" },
  });
  expect(told.map(({ payload }) => payload)).toEqual([{ alertId: id }]);
  await dismiss(sam, (await newest()).id);
});

test("it goes by itself when its cause is over", async () => {
  const act = (verb: string, body: object = {}) =>
    server.call(mei, "POST", `/threads/${threadId}/${verb}`, body);
  await raise({ kind: "unassigned", threadId });
  expect(await kinds()).toEqual(["unassigned"]);
  await act("take");
  expect(await kinds()).toEqual([]);
  const owner = { id: mei.agentId, name: mei.name };
  await raise({ kind: "owner_silent", threadId, detail: { owner } });
  expect(await kinds()).toEqual(["owner_silent"]);
  await act("messages", { text: "Hello", clientId: newId() });
  expect(await kinds()).toEqual([]);
  await raise({ kind: "missed_offers", detail: { agent: owner } });
  expect(await kinds()).toEqual(["missed_offers"]);
  await server.call(mei, "PATCH", "/me/presence", { presence: "away" });
  expect(await kinds()).toEqual(["missed_offers"]);
  await server.call(mei, "PATCH", "/me/presence", { presence: "available" });
  expect(await kinds()).toEqual([]);
});

test("the list comes in pages", async () => {
  await raise(...Array.from({ length: 5 }, () => ({ kind: "unheard_of" })));
  const first = await server.call(sam, "GET", "/alerts?limit=3");
  const { items, nextCursor } = first.body as {
    items: Alert[];
    nextCursor: string;
  };
  expect(items).toHaveLength(3);
  const rest = await server.call(
    sam,
    "GET",
    `/alerts?limit=3&cursor=${nextCursor}`,
  );
  expect(rest.body).toMatchObject({ nextCursor: null });
  const ids = [...items, ...(rest.body as { items: Alert[] }).items].map(
    ({ id }) => id,
  );
  expect(new Set(ids).size).toBe(5);
});
