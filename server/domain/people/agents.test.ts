import { beforeAll, describe, expect, test } from "vitest";
import type { Role } from "#contract/people/agent.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { createAgent, getAgent, listAgents } from "./agents.ts";
import { listAudit } from "#server/domain/access/audit-log.ts";
import {
  acceptInvitation,
  findInvitation,
} from "#server/domain/people/account/invitations.ts";
import {
  actorForSession,
  openSession,
  signIn,
  endSessions,
} from "#server/domain/access/sign-in/sessions.ts";
import { newId } from "#server/runtime/crypto.ts";
import { updateAgent } from "./update-agent.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newThread,
  type TestContext,
} from "#server/domain/test-context.ts";

let context: TestContext;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
});

let count = 0;
const sessionOf = async (agentId: string, sessionVersion: number) => ({
  sessionId: await openSession(context.db.prisma, agentId, new Date()),
  agentId,
  sessionVersion,
});
const newEmail = () => `person.${(count += 1)}@example.com`;

describe("who may create whom", () => {
  const cases: [Role, Role, boolean][] = [
    ["owner", "owner", true],
    ["owner", "agent", true],
    ["admin", "owner", false],
    ["admin", "admin", true],
    ["admin", "agent", true],
    ["supervisor", "agent", false],
    ["agent", "agent", false],
    ["reviewer", "agent", false],
  ];
  for (const [role, created, allowed] of cases) {
    test(`${role} ${allowed ? "may" : "may not"} create ${created}`, async () => {
      const actor = await newActor(context, role);
      const attempt = createAgent(context, actor, {
        email: newEmail(),
        name: "New",
        role: created,
      });
      if (allowed) expect((await attempt).role).toBe(created);
      else await expect(attempt).rejects.toMatchObject({ code: "forbidden" });
    });
  }
});

describe("who may change whom", () => {
  const cases: [Role, Role, Role, boolean][] = [
    ["owner", "owner", "admin", true],
    ["admin", "agent", "supervisor", true],
    ["admin", "agent", "owner", false],
    ["admin", "owner", "agent", false],
    ["supervisor", "agent", "supervisor", false],
  ];
  for (const [role, target, next, allowed] of cases) {
    test(`${role} ${allowed ? "may" : "may not"} make ${target} ${next}`, async () => {
      await newActor(context, "owner"); // a second owner, so that no target is the last one
      const actor = await newActor(context, role);
      const { agentId } = await newActor(context, target);
      const attempt = updateAgent(context, actor, agentId, { role: next });
      if (allowed) expect((await attempt).role).toBe(next);
      else await expect(attempt).rejects.toMatchObject({ code: "forbidden" });
    });
  }

  test("an agent may change their own name but not their own role", async () => {
    const actor = await newActor(context, "agent");
    const { agentId } = actor;
    const renamed = await updateAgent(context, actor, agentId, { name: "Mei" });
    expect(renamed.name).toBe("Mei");
    await expect(
      updateAgent(context, actor, agentId, { role: "admin" }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});

test("an e-mail address belongs to one agent, whatever its case and however fast the requests", async () => {
  const admin = await newActor(context, "admin");
  const input = { email: newEmail(), name: "Twin", role: "agent" as const };
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, () => createAgent(context, admin, input)),
  );
  const refused = results.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(4);
  for (const result of refused) {
    expect((result as PromiseRejectedResult).reason).toMatchObject({
      code: "already_exists",
      detail: { path: "email" },
    });
  }
});

test("a new person joins the queues named, logged in, or is not made", async () => {
  const admin = await newActor(context, "admin");
  const [queueId, departmentId] = [newId(), newId()];
  await context.db.prisma.queue.create({
    data: { id: queueId, name: `Queue ${queueId}` },
  });
  await context.db.prisma.department.create({
    data: { id: departmentId, name: `Department ${departmentId}` },
  });
  const input = {
    name: "Noor",
    departmentIds: [departmentId],
    queueIds: [queueId],
  };
  const { id, departmentIds } = await createAgent(context, admin, {
    ...input,
    email: newEmail(),
    role: "agent",
  });
  expect(departmentIds).toEqual([departmentId]);
  expect(
    await context.db.prisma.queueMember.findMany({
      where: { queueId },
      select: { agentId: true, loggedIn: true, skillGroup: true },
    }),
  ).toEqual([{ agentId: id, loggedIn: true, skillGroup: 1 }]);
  const email = newEmail();
  for (const wrong of [
    { ...input, queueIds: [newId()], role: "agent" as const },
    { ...input, role: "auditor" as const },
  ])
    await expect(
      createAgent(context, admin, { ...wrong, email }),
    ).rejects.toMatchObject({ code: "invalid_input" });
  expect(await context.db.prisma.agent.count({ where: { email } })).toBe(0);
});

test("an invitation works once, sets the password and expires", async () => {
  const admin = await newActor(context, "admin");
  const email = newEmail();
  const created = await createAgent(context, admin, {
    email,
    name: "Jun",
    role: "agent",
  });
  expect(created.invitationUrl).toMatch(
    /^https:\/\/parley\.example\/invitation\/[\w-]{43}$/,
  );
  const token = created.invitationUrl!.split("/").at(-1)!;
  expect(Date.parse(created.invitedUntil ?? "")).toBeGreaterThan(Date.now());
  expect(
    await signIn(context, { email, password: "lamps-are-nice" }),
  ).toBeNull();
  expect(await findInvitation(context, token)).toEqual({ name: "Jun", email });

  context.clock.at = new Date(Date.now() + 8 * 24 * 3_600_000);
  expect(await findInvitation(context, token)).toBeNull();
  context.clock.at = null;

  const input = { token, password: "lamps-are-nice" };
  const both = await Promise.allSettled([
    acceptInvitation(context, input),
    acceptInvitation(context, input),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([
    "fulfilled",
    "rejected",
  ]);
  expect(
    await signIn(context, {
      email: email.toUpperCase(),
      password: "lamps-are-nice",
    }),
  ).toMatchObject({ agentId: created.id });
  expect(await getAgent(context, admin, created.id)).toMatchObject({
    invitedUntil: null,
  });
  expect(
    await signIn(context, { email, password: "lamps-are-bad" }),
  ).toBeNull();
  expect(
    await signIn(context, {
      email: "nobody@example.com",
      password: "x",
    }),
  ).toBeNull();
});

test("disabling signs out, returns the threads and keeps the agent's name in the history", async () => {
  const admin = await newActor(context, "admin");
  const agent = await newActor(context, "agent");
  const session = await sessionOf(agent.agentId, 1);
  expect(await actorForSession(context, session, null)).toEqual(agent);
  const channelId = await newChannel(context);
  const { threadId } = await newThread(context, channelId, {
    ownerId: agent.agentId,
  });
  expect((await getAgent(context, admin, agent.agentId)).openThreads).toBe(1);

  const disabled = await updateAgent(context, admin, agent.agentId, {
    disabled: true,
  });

  expect(disabled).toMatchObject({
    disabled: true,
    openThreads: 0,
    presence: "offline",
  });
  expect(await actorForSession(context, session, null)).toBeNull();
  const thread = await context.db.prisma.thread.findUniqueOrThrow({
    where: { id: threadId },
    include: { messages: true },
  });
  expect(thread).toMatchObject({
    status: "waiting",
    ownerId: null,
    lastOwnerId: agent.agentId,
  });
  expect(thread.messages[0]).toMatchObject({
    kind: "event",
    authorType: "system",
  });
  expect(context.woken).toContain("announce");

  // After the agent is enabled again, the old cookie is still invalid.
  await updateAgent(context, admin, agent.agentId, { disabled: false });
  expect(await actorForSession(context, session, null)).toBeNull();
  expect(
    await actorForSession(context, await sessionOf(agent.agentId, 2), null),
  ).toEqual(agent);
});

test("a new password ends every session at once", async () => {
  const admin = await newActor(context, "admin");
  const { agentId } = await newActor(context, "agent");
  const session = await sessionOf(agentId, 1);
  expect(await actorForSession(context, session, null)).not.toBeNull();
  await updateAgent(context, admin, agentId, { password: "a new password" });
  expect(await actorForSession(context, session, null)).toBeNull();
  await endSessions(context, admin, agentId);
  expect(
    await actorForSession(context, await sessionOf(agentId, 2), null),
  ).toBeNull();
});

test("who may end whose sessions", async () => {
  const agent = await newActor(context, "agent");
  const admin = await newActor(context, "admin");
  const owner = await newActor(context, "owner");
  await endSessions(context, agent, agent.agentId);
  await endSessions(context, admin, agent.agentId);
  for (const [actor, target] of [
    [agent, admin],
    [admin, owner],
  ] as const) {
    await expect(
      endSessions(context, actor, target.agentId),
    ).rejects.toMatchObject({ code: "forbidden" });
  }
});

test("lists page through all agents once and show no secret", async () => {
  const actor = await newActor(context, "agent");
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAgents(context, actor, { limit: 7, cursor });
    for (const agent of page.items) {
      seen.push(agent.id);
      expect(Object.keys(agent).sort()).toEqual([
        "allDepartments",
        "capacity",
        "departmentIds",
        "disabled",
        "email",
        "expiresAt",
        "id",
        "invitedUntil",
        "load",
        "name",
        "openThreads",
        "photoUrl",
        "presence",
        "presenceMessage",
        "presenceReason",
        "presenceSince",
        "presenceText",
        "presenceUntil",
        "reviewChannelId",
        "role",
        "shift",
        "shiftEnds",
        "snoozedThreads",
      ]);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(await context.db.prisma.agent.count());
});

test("the audit log shows admins who did what, without passwords", async () => {
  const admin = await newActor(context, "admin");
  const { agentId } = await newActor(context, "agent");
  await updateAgent(context, admin, agentId, { password: "very secret words" });
  const { items } = await listAudit(context, admin, { limit: 10 });
  expect(items[0]).toMatchObject({
    action: "agent.updated",
    actor: { id: admin.agentId, name: admin.name },
    target: { type: "agent", id: agentId },
    detail: { passwordChanged: true },
  });
  expect(JSON.stringify(items)).not.toContain("very secret words");
  const supervisor = await newActor(context, "supervisor");
  await expect(
    listAudit(context, supervisor, { limit: 10 }),
  ).rejects.toMatchObject({ code: "forbidden" });
});
