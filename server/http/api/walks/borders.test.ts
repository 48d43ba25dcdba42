import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { createWalkWorld, type WalkWorld } from "./walk-world.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** Nobody writes their own scope, and an absent scope is none. */

let server: TestServer;
let walk: WalkWorld;
beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  walk = await createWalkWorld(server);
});
afterAll(() => server.stop());

const call = (
  who: keyof WalkWorld["people"],
  method: string,
  path: string,
  body?: unknown,
) => server.call(walk.people[who], method, path, body);

const seesThread = async (who: keyof WalkWorld["people"]) =>
  (await call(who, "GET", `/threads/${walk.ids.threadId}`)).status === 200;

describe("a supervisor of another department", () => {
  test.for<[string, string, (walk: WalkWorld) => [string, unknown], number]>([
    [
      "does not join the department",
      "PATCH",
      ({ ids, people }) => [
        `/departments/${ids.departmentId}`,
        { memberIds: [people.otherSupervisor.agentId] },
      ],
      404,
    ],
    [
      "does not leave their own",
      "PATCH",
      ({ ids }) => [`/departments/${ids.otherDepartmentId}`, { memberIds: [] }],
      403,
    ],
    [
      "does not make one of all colleagues",
      "POST",
      ({ people }) => [
        "/departments",
        { name: "Mine", memberIds: [people.agent.agentId] },
      ],
      403,
    ],
    [
      "does not write their own departments",
      "PATCH",
      ({ ids, people }) => [
        `/agents/${people.otherSupervisor.agentId}`,
        { departmentIds: [ids.departmentId] },
      ],
      403,
    ],
    [
      "does not give themselves all departments",
      "PATCH",
      ({ people }) => [
        `/agents/${people.otherSupervisor.agentId}`,
        { allDepartments: true },
      ],
      403,
    ],
    [
      "does not manage its queue",
      "PATCH",
      ({ ids, people }) => [
        `/queues/${ids.queueId}`,
        {
          members: [{ agentId: people.otherSupervisor.agentId, manager: true }],
        },
      ],
      404,
    ],
    [
      "does not make a queue for it",
      "POST",
      ({ ids }) => [
        "/queues",
        { name: "Theirs", departmentId: ids.departmentId },
      ],
      403,
    ],
    [
      "does not give its people work",
      "POST",
      ({ people }) => [
        "/queues",
        { name: "Mine", memberIds: [people.agent.agentId] },
      ],
      422,
    ],
    [
      "does not move its page",
      "PATCH",
      ({ ids }) => [
        `/channels/${ids.channelId}`,
        { departmentId: ids.otherDepartmentId },
      ],
      404,
    ],
    [
      "does not send the owner away",
      "PATCH",
      ({ people }) => [
        `/agents/${people.owner.agentId}/presence`,
        { presence: "away" },
      ],
      403,
    ],
  ])("%s", async ([, method, of, status]) => {
    const [path, body] = of(walk);
    const answer = await call("otherSupervisor", method, path, body);
    expect(answer.status).toBe(status);
    expect(await seesThread("otherSupervisor")).toBe(false);
  });

  test("does not move what is common, or their own, across the border", async () => {
    const made = await call("otherSupervisor", "POST", "/queues", {
      name: "Common",
    });
    const { id } = made.body as { id: string };
    const move = (departmentId: string | null) =>
      call("otherSupervisor", "PATCH", `/queues/${id}`, { departmentId });
    const { departmentId, otherDepartmentId } = walk.ids;
    expect((await move(null)).status).toBe(200);
    expect((await move(departmentId)).status).toBe(403);
    expect((await move(otherDepartmentId)).status).toBe(403);
    await call("owner", "PATCH", `/queues/${id}`, {
      departmentId: otherDepartmentId,
    });
    expect((await move(otherDepartmentId)).status).toBe(200);
    expect((await move(null)).status).toBe(403);
  });

  test("does not get a page's history by connecting it", async () => {
    const page = await server.world.page(null);
    const { prisma } = server.world.context.db;
    await prisma.channel.update({
      where: { id: page.channelId },
      data: { departmentId: walk.ids.departmentId, deletedAt: new Date() },
    });
    const answer = await call("otherSupervisor", "POST", "/channels", {
      pageId: page.pageId,
      appId: digits(15),
      appSecret: "secret",
      pageToken: "token",
    });
    expect(answer.status).toBe(409);
    expect(JSON.stringify(answer.body)).not.toContain(page.channelId);
  });

  test("does not change the secret of an app that serves the department", async () => {
    const page = await server.world.page(null);
    const { prisma } = server.world.context.db;
    const { sourceId } = page;
    await prisma.channel.update({
      where: { id: walk.ids.channelId },
      data: { sourceId },
    });
    const answer = await call(
      "otherSupervisor",
      "PATCH",
      `/channels/${page.channelId}`,
      { appSecret: "another" },
    );
    expect(answer.status).toBe(403);
  });

  test("out of their last department sees nothing of any", async () => {
    await call(
      "owner",
      "PATCH",
      `/agents/${walk.people.otherSupervisor.agentId}`,
      { departmentIds: [] },
    );
    expect(await seesThread("otherSupervisor")).toBe(false);
    const path = `/queues/${walk.ids.queueId}`;
    const body = { priority: 3 };
    expect((await call("otherSupervisor", "PATCH", path, body)).status).toBe(
      404,
    );
    const board = await call("otherSupervisor", "GET", "/board");
    expect(JSON.stringify(board.body)).not.toContain(walk.ids.queueId);
    const page = `/channels/${walk.ids.channelId}`;
    expect((await call("otherSupervisor", "GET", page)).status).toBe(404);

    // Unless it is given.
    await call(
      "owner",
      "PATCH",
      `/agents/${walk.people.otherSupervisor.agentId}`,
      { allDepartments: true },
    );
    expect(await seesThread("otherSupervisor")).toBe(true);
    expect((await call("otherSupervisor", "PATCH", path, body)).status).toBe(
      200,
    );
  });
});

test("nobody takes a colleague's name, however it is written", async () => {
  const self = `/agents/${walk.people.agent.agentId}`;
  for (const name of ["Olga", "ＯＬＧＡ", "ol\u200bga", " Ólga "]) {
    const answer = await call("agent", "PATCH", self, { name });
    expect([name, answer.status]).toEqual([name, 409]);
  }
  expect((await call("agent", "PATCH", self, { name: "Anne" })).status).toBe(
    200,
  );
  // Two people can have one name: who adds people knows.
  expect((await call("owner", "PATCH", self, { name: "Otto" })).status).toBe(
    200,
  );
});

test("a reviewer reads no address of a colleague and calls themselves nothing else", async () => {
  const { reviewer } = walk.people;
  const { body } = await call("reviewer", "GET", "/agents");
  expect(body).toMatchObject({ items: [{ id: reviewer.agentId }] });
  expect((body as { items: unknown[] }).items).toHaveLength(1);
  const renamed = await call(
    "reviewer",
    "PATCH",
    `/agents/${reviewer.agentId}`,
    {
      name: "Rosa",
    },
  );
  expect(renamed.status).toBe(403);
});

test("an alert names no conversation that its reader may not see", async () => {
  const mine = await call("otherAgent", "GET", "/alerts");
  expect(mine.body).toMatchObject({ items: [{ kind: "missed_offers" }] });
  expect(JSON.stringify(mine.body)).not.toContain(walk.ids.threadId);
  const theirs = await call("supervisor", "GET", "/alerts");
  expect(JSON.stringify(theirs.body)).toContain(walk.ids.threadId);
});
