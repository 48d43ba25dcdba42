import { afterAll, beforeAll, expect, test } from "vitest";
import type { GettingStarted } from "#contract/company/getting-started.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** The checklist of the first day: each step is done when the database says so. */

let server: TestServer;
let owner: Actor;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  owner = await server.world.agent("Olga", "owner");
});
afterAll(() => server.stop());

const PATH = "/settings/getting-started";
const read = async () =>
  (await server.call(owner, "GET", PATH)).body as GettingStarted;
const done = async () =>
  Object.entries((await read()).steps)
    .filter(([, isDone]) => isDone)
    .map(([step]) => step);

test("each step is done once the installation has what it leads to", async () => {
  const { world } = server;
  const { prisma } = world.context.db;
  expect(await read()).toEqual({
    steps: {
      company: false,
      channel: false,
      queue: false,
      route: false,
      teammate: false,
    },
    done: false,
    hidden: false,
    unfinishedChannelId: null,
  });

  await server.call(owner, "PATCH", "/settings/company", { name: "Acme" });
  expect(await done()).toEqual(["company"]);

  const page = await world.page(null);
  const problem = {
    code: "webhook_not_verified",
    at: new Date(),
    detail: null,
  };
  const set = (data: object) =>
    prisma.channel.update({ where: { id: page.channelId }, data });
  await set({ problems: [problem], health: "degraded" });
  expect(await done()).toEqual(["company"]);
  expect((await read()).unfinishedChannelId).toBe(page.channelId);
  await set({ problems: [], health: "ok" });
  expect(await done()).toEqual(["company", "channel"]);
  expect((await read()).unfinishedChannelId).toBeNull();

  const { body } = await server.call(owner, "POST", "/queues", {
    name: "Sales",
  });
  const { id } = body as { id: string };
  expect(await done()).not.toContain("queue");
  await server.call(owner, "PATCH", `/queues/${id}`, {
    memberIds: [owner.agentId],
  });
  expect(await done()).toEqual(["company", "channel", "queue"]);

  await set({ openType: "queue", openId: id });
  expect(await done()).toEqual(["company", "channel", "queue", "route"]);

  // A reviewer comes from outside and is no teammate.
  await world.agent("Rita", "reviewer");
  expect((await read()).done).toBe(false);
  await server.call(owner, "POST", "/agents", {
    name: "Anna",
    email: "anna@example.com",
    role: "agent",
  });
  expect((await read()).done).toBe(true);
});

test("an admin puts it away for all admins, and the audit log has it", async () => {
  const ada = await server.world.agent("Ada", "admin");
  const hide = (hidden: boolean, actor = ada) =>
    server.call(actor, "PATCH", PATH, { hidden });
  expect(await hide(true)).toMatchObject({
    status: 200,
    body: { hidden: true },
  });
  expect((await read()).hidden).toBe(true);
  const audit = await server.call(owner, "GET", "/audit?object=setting");
  expect(audit.body).toMatchObject({
    items: [
      {
        action: "setting.updated",
        target: { id: "getting_started" },
        detail: { hidden: true },
      },
      {},
    ],
  });
  await hide(false);
  expect((await read()).hidden).toBe(false);
  const sam = await server.world.agent("Sam", "supervisor");
  expect((await server.call(sam, "GET", PATH)).status).toBe(403);
  expect((await hide(true, sam)).status).toBe(403);
});

test("the company’s office hours apply to a queue and its department without their own", async () => {
  const hours = (state: "holiday" | "open") => ({
    timeZone: "Asia/Taipei",
    week: [],
    override: { state, until: null },
  });
  const office = async (id: string) => {
    const { body } = await server.call(owner, "GET", "/board");
    const { queues } = body as { queues: { id: string; office: string }[] };
    return queues.find((queue) => queue.id === id)?.office;
  };
  const create = async (path: string, more: object) =>
    (
      (await server.call(owner, "POST", path, { name: `New ${path}`, ...more }))
        .body as { id: string }
    ).id;
  const departmentId = await create("/departments", {});
  const plain = await create("/queues", { departmentId });
  const own = await server.call(owner, "POST", "/queues", {
    name: "Own hours",
    schedule: hours("open"),
  });
  const { id: ownId } = own.body as { id: string };
  expect(await office(plain)).toBe("open");

  const change = await server.call(owner, "PATCH", "/settings/company", {
    hours: hours("holiday"),
  });
  expect(change.status).toBe(200);
  expect(await office(plain)).toBe("holiday");
  expect(await office(ownId)).toBe("open");
  await server.call(owner, "PATCH", `/departments/${departmentId}`, {
    schedule: hours("open"),
  });
  expect(await office(plain)).toBe("open");
  await server.call(owner, "PATCH", "/settings/company", { hours: null });
  const wrong = await server.call(owner, "PATCH", "/settings/company", {
    hours: { timeZone: "Mars/Olympus", week: [] },
  });
  expect(wrong).toMatchObject({
    status: 422,
    body: { errors: [{ path: "hours.timeZone" }] },
  });
});
