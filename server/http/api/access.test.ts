import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actionOf, ACTIONS } from "#contract/people/actions.ts";
import { ACTION_KEYS, POLICY } from "#contract/people/policy.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import {
  createWalkWorld,
  WALKERS,
  type WalkWorld,
} from "#server/http/api/walks/walk-world.ts";
import type { Explanation } from "#contract/people/access.ts";

let server: TestServer;
let walk: WalkWorld;
let documented: Map<string, unknown>;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  walk = await createWalkWorld(server);
  const { body } = await server.call(null, "GET", "/openapi.json");
  const { paths } = body as {
    paths: Record<string, Record<string, { "x-policy"?: string }>>;
  };
  documented = new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, unknown] => [
        `${method.toUpperCase()} ${path}`,
        operation["x-policy"],
      ]),
    ),
  );
});
afterAll(() => server.stop());

async function explain(
  agentId: string,
  action: string,
  thing = "",
  asker = walk.people.owner,
) {
  const path = `/access/explain?agent=${agentId}&action=${action}${thing}`;
  const { status, body } = await server.call(asker, "GET", path);
  return { status, ...(body as Explanation) };
}

describe("the table of rights", () => {
  test("every operation of the document has one action, and the table names no other", () => {
    const named = ACTION_KEYS.flatMap((key) => [...ACTIONS[key].operations]);
    expect(new Set(named).size).toBe(named.length);
    expect([...documented.keys()].sort()).toEqual([...named].sort());
    for (const [operation, action] of documented)
      expect({ operation, action }).toEqual({
        operation,
        action: actionOf(operation),
      });
  });

  test("the API shows it to the team", async () => {
    const { body } = await server.call(
      walk.people.agent,
      "GET",
      "/access/policy",
    );
    expect(body).toEqual({
      actions: ACTION_KEYS.map((key) => ({
        key,
        title: ACTIONS[key].title,
        operations: ACTIONS[key].operations,
        roles: POLICY[key].roles,
      })),
    });
  });
});

describe("explained and real", () => {
  const cases = [
    ["threads.read", "GET", "/threads/THREAD", "thread", "threadId"],
    [
      "threads.route",
      "DELETE",
      "/threads/THREAD/handover-note",
      "thread",
      "threadId",
    ],
    ["threads.reply", "POST", "/threads/THREAD/typing", "thread", "threadId"],
    ["threads.trace", "GET", "/threads/THREAD/trace", "thread", "threadId"],
    ["channels.read", "GET", "/channels/CHANNEL", "channel", "channelId"],
    ["channels.manage", "PATCH", "/channels/CHANNEL", "channel", "channelId"],
    ["audit.read", "GET", "/audit", "thread", "threadId"],
    ["leads.read", "GET", "/leads/LEAD", "lead", "leadId"],
    ["leads.work", "POST", "/leads/LEAD/retry", "lead", "leadId"],
  ] as const;
  test.each(cases)(
    "%s is explained as %s %s answers, for every role",
    async (action, method, path, thing, key) => {
      for (const who of WALKERS) {
        const { agentId } = walk.people[who];
        const { allowed, because } = await explain(
          agentId,
          action,
          `&${thing}=${walk.ids[key]}`,
        );
        expect(because[0]).toContain(`has the role ${walk.people[who].role}`);
        const address = path
          .replace("THREAD", walk.ids.threadId)
          .replace("LEAD", walk.ids.leadId)
          .replace("CHANNEL", walk.ids.channelId);
        const body = method === "GET" || method === "DELETE" ? undefined : {};
        const real = await server.call(walk.people[who], method, address, body);
        const isRefused = [403, 404].includes(real.status);
        expect({ who, allowed }).toEqual({ who, allowed: !isRefused });
      }
    },
  );

  test("the sentences name what decides", async () => {
    const thread = `&thread=${walk.ids.threadId}`;
    const { agent, otherAgent, supervisor, reviewer } = walk.people;
    const of = async (agentId: string, action: string) =>
      (await explain(agentId, action, thread)).because.slice(1);
    expect(await of(agent.agentId, "threads.reply")).toContain(
      "Ann owns the conversation.",
    );
    expect(await of(supervisor.agentId, "threads.read")).toEqual([
      "Sue supervises the conversation’s department.",
    ]);
    expect(await of(reviewer.agentId, "threads.read")).toEqual([
      "Rita reviews its channel.",
    ]);
    expect(await of(otherAgent.agentId, "threads.read")).toEqual([
      "Nothing opens the conversation to Otto: it is another’s, or of another department.",
    ]);
    expect(
      await explain(agent.agentId, "threads.manage", thread),
    ).toMatchObject({ allowed: false });
  });

  test("a lead waits for the members of its queue, and codes carry the same as the sentences", async () => {
    const { agent, leadsOnly, otherLeadsOnly } = walk.people;
    const { prisma } = server.world.context.db;
    const thing = `&lead=${walk.ids.leadId}`;
    await walk.restore();
    await prisma.lead.update({
      where: { id: walk.ids.leadId },
      data: {
        ownerId: null,
        assignedType: "queue",
        assignedId: walk.ids.queueId,
      },
    });
    expect(await explain(agent.agentId, "leads.work", thing)).toMatchObject({
      allowed: true,
      because: [
        expect.any(String),
        "The lead waits in a queue or ring group of Ann.",
      ],
      reasons: [
        {
          code: "own",
          values: { name: "Ann", role: "agent", action: "leads.work" },
        },
        { code: "waits_lead", values: { name: "Ann" } },
      ],
    });
    const codeOf = async (agentId: string) =>
      (await explain(agentId, "leads.read", thing)).reasons.at(-1)?.code;
    expect(await codeOf(leadsOnly.agentId)).toBe("their_department");
    expect(await codeOf(otherLeadsOnly.agentId)).toBe("other_department");
    await walk.restore();
  });

  test("a participant reads, and works on nothing", async () => {
    const { otherAgent, owner } = walk.people;
    const thread = `/threads/${walk.ids.threadId}/participants`;
    await server.call(owner, "POST", thread, { agentId: otherAgent.agentId });
    const thing = `&thread=${walk.ids.threadId}`;
    const { agentId } = otherAgent;
    expect(await explain(agentId, "threads.read", thing)).toMatchObject({
      allowed: true,
      because: [expect.any(String), "Otto is a participant."],
    });
    expect(await explain(agentId, "threads.reply", thing)).toMatchObject({
      allowed: false,
      because: [
        expect.any(String),
        "Otto is a participant.",
        "A participant reads and leaves notes only.",
      ],
    });
    await server.call(owner, "DELETE", `${thread}/${agentId}`);
  });
});

test("a disabled agent may do nothing", async () => {
  const { agentId } = await server.world.agent("Dora");
  await server.call(walk.people.owner, "POST", `/agents/${agentId}/disable`);
  expect(await explain(agentId, "account.use")).toMatchObject({
    allowed: false,
    because: ["Dora’s access is disabled or has ended."],
  });
});

test("supervisors ask about their departments, agents do not ask", async () => {
  const { agent, supervisor, otherSupervisor } = walk.people;
  const thing = `&thread=${walk.ids.threadId}`;
  const ask = (asker: typeof agent, what = thing) =>
    explain(agent.agentId, "threads.read", what, asker);
  expect((await ask(supervisor)).status).toBe(200);
  expect((await ask(otherSupervisor)).status).toBe(404);
  expect((await ask(agent)).status).toBe(403);
  const unknown = await explain(agent.agentId, "threads.fly", thing);
  expect(unknown.status).toBe(422);
});
