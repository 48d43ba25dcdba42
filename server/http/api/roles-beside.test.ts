import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "#contract/people/agent.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** Leads only, auditor and reviewer: roles beside those that answer conversations. */

let server: TestServer;
let admin: Actor;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  admin = await server.world.agent("Ada", "admin");
});
afterAll(() => server.stop());

test.each(["leads_only", "auditor"] as const)(
  "an agent who becomes %s loses their conversations and memberships at once",
  async (role) => {
    const { world } = server;
    const { prisma } = world.context.db;
    const agent = await world.agent("Ann");
    const department = await world.department([agent]);
    const queueId = await world.queue([agent]);
    const page = await world.page({ type: "queue", id: queueId });
    const { threadId } = await newThread(world.context, page.channelId, {
      ownerId: agent.agentId,
      queueId,
    });
    await updateAgent(world.context, admin, agent.agentId, { role });
    const thread = await prisma.thread.findUniqueOrThrow({
      where: { id: threadId },
    });
    expect(thread).toMatchObject({ ownerId: null, status: "waiting" });
    const where = { agentId: agent.agentId };
    expect(await prisma.queueMember.count({ where })).toBe(0);
    expect(
      await prisma.departmentMember.findMany({
        where,
        select: { departmentId: true },
      }),
    ).toEqual([{ departmentId: department }]);
    const now = { ...agent, role };
    expect((await server.call(now, "GET", `/threads/${threadId}`)).status).toBe(
      403,
    );
    expect((await server.call(now, "GET", "/threads")).status).toBe(403);
  },
);

test.each([
  ["leads_only", 200],
  ["auditor", 422],
  ["reviewer", 422],
] as [Role, number][])(
  "%s is no destination of conversations; of leads: %d",
  async (role, ofLeads) => {
    const { world } = server;
    const queueId = await world.queue([]);
    const page = await world.page({ type: "queue", id: queueId });
    const agent =
      role === "reviewer"
        ? await world.reviewer("Rita", page.channelId)
        : await world.agent("Lea", role);
    const to = { type: "agent", id: agent.agentId };
    const channel = `/channels/${page.channelId}`;
    for (const [path, body, field] of [
      [channel, { route: { open: to } }, "route.open"],
      [channel, { route: { closed: to } }, "route.closed"],
      [`/queues/${queueId}`, { overflow: to }, "overflow"],
    ] as const)
      expect(await server.call(admin, "PATCH", path, body)).toMatchObject({
        status: 422,
        body: { errors: [{ path: field, code: "destination_role" }] },
      });
    const member = await server.call(admin, "PATCH", `/queues/${queueId}`, {
      memberIds: [agent.agentId],
    });
    expect(member.status).toBe(422);
    const { threadId } = await newThread(world.context, page.channelId);
    const transfer = await server.call(
      admin,
      "POST",
      `/threads/${threadId}/transfer`,
      {
        to,
        confirm: true,
      },
    );
    expect(transfer.status).toBe(409);
    const lead = await server.call(admin, "PATCH", "/leads/settings", {
      defaultAssignee: to,
    });
    expect(lead.status).toBe(ofLeads);
  },
);
