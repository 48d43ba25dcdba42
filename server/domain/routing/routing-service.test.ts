import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ServiceQuestion } from "#contract/routing/routing-service.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { listAudit } from "#server/domain/access/audit-log.ts";
import {
  acceptOffer,
  declineOffer,
} from "#server/domain/conversations/answer-offer.ts";
import { createQueue, updateQueue } from "#server/domain/teams/queues.ts";
import { getTrace } from "#server/domain/inbox/trace.ts";
import { createAsker } from "#server/pipeline/jobs/route-asking.ts";
import { openCompany, toQueue } from "#server/pipeline/test-routing.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** A queue that asks a service. The service is a real HTTP server on this machine. */

const SECRET = "a secret shared by both";
const { company, world, boss } = await openCompany();
world.context.config.allowPrivateServices = true;
let server: Server;
let url: string;
let questions: ServiceQuestion[];
/** The service's answer; null: none. It can read the database before it answers. */
let answer: (question: ServiceQuestion) => unknown;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const question = JSON.parse(body) as ServiceQuestion;
      questions.push(question);
      void Promise.resolve(answer(question)).then((said) => {
        if (said !== null) response.end(JSON.stringify(said));
      });
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
beforeEach(() => {
  questions = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function queueThatAsks(members: Actor[]): Promise<string> {
  const { id } = await createQueue(world.context, boss, {
    name: `Asks ${randomToken(6)}`,
    memberIds: members.map(({ agentId }) => agentId),
    strategy: "hunt",
    service: { url, secret: SECRET },
  });
  return id;
}

async function asked(): Promise<void> {
  const asker = createAsker(world.context, () => undefined);
  await asker.round();
  await asker.idle();
  await company.settle();
}

/** The service's part in the newest choice. */
async function said(threadId: string) {
  const trace = (
    await getTrace(world.context, boss, { threadId: threadId, limit: 100 })
  ).items;
  const { detail } = trace.find(({ step }) => step === "selected") ?? {};
  return (detail as { service?: string } | undefined)?.service;
}

test("it rings for the agent the service names, and the service also names the next after a decline", async () => {
  const [a, b, c] = await company.people("A", "B", "C");
  const id = await queueThatAsks([a!, b!, c!]);
  const page = await world.page(toQueue(id));
  const threadId = await company.arrive(page);
  expect(await company.ringing(threadId), "not before it was asked").toBe("");
  answer = () => ({ agentIds: [c!.agentId, b!.agentId] });
  await asked();
  expect(await company.ringing(threadId)).toBe("BC");
  expect(await said(threadId)).toBe("chosen");
  expect(questions).toHaveLength(1);
  expect(questions[0]).toMatchObject({
    version: 1,
    queue: { id },
    thread: { id: threadId, round: expect.any(Number) as number, labels: [] },
    passed: [],
  });
  expect(questions[0]!.eligible.map(({ name }) => name)).toEqual([
    "A",
    "B",
    "C",
  ]);
  expect(JSON.stringify(questions), "no word of the customer").not.toContain(
    "hi",
  );
  await declineOffer(world.context, b!, threadId);
  await declineOffer(world.context, c!, threadId);
  answer = ({ eligible }) => ({ agentIds: eligible.map((one) => one.id) });
  await asked();
  expect(questions[1]!.passed.sort()).toEqual([b!.agentId, c!.agentId].sort());
  expect(await company.ringing(threadId)).toBe("A");
  await acceptOffer(world.context, a!, threadId);
  expect(await company.thread(threadId)).toMatchObject({ routing: "owned" });
});

test("after any fault of the service the queue's own strategy decides, and the trace gives the reason", async () => {
  const [a, b] = await company.people("A", "B");
  const id = await queueThatAsks([a!, b!]);
  const page = await world.page(toQueue(id));
  const cases = [
    ["named_nobody", () => ({ agentIds: [] })],
    ["not_eligible", () => ({ agentIds: [boss.agentId] })],
    ["bad_answer", () => ({ agent: b!.agentId })],
    ["timeout", () => null],
  ] as const;
  for (const [outcome, does] of cases) {
    const threadId = await company.arrive(page);
    answer = does;
    await asked();
    expect(await company.ringing(threadId), outcome).toBe("A");
    expect(await said(threadId)).toBe(outcome);
  }
  // The agent was free when the service was asked, and is not when it answers.
  const threadId = await company.arrive(page);
  answer = async () => {
    await world.context.db.prisma.agent.update({
      where: { id: b!.agentId },
      data: { presence: "away" },
    });
    return { agentIds: [b!.agentId] };
  };
  await asked();
  expect(await said(threadId)).toBe("too_late");
  expect(await company.ringing(threadId)).toBe("A");
});

test("the service is not asked when no agent is eligible; a private address works only where it is allowed", async () => {
  const id = await queueThatAsks([]);
  const page = await world.page(toQueue(id));
  answer = () => ({ agentIds: [] });
  const threadId = await company.arrive(page);
  await asked();
  expect(questions).toEqual([]);
  const [step] = (
    await getTrace(world.context, boss, { threadId: threadId, limit: 100 })
  ).items;
  expect(step?.step).toBe("held");

  const [a] = await company.people("A");
  const forbidden = await queueThatAsks([a!]);
  const other = await company.arrive(await world.page(toQueue(forbidden)));
  world.context.config.allowPrivateServices = false;
  await asked();
  world.context.config.allowPrivateServices = true;
  expect(questions).toEqual([]);
  expect(await said(other)).toBe("private_address");
  expect(await company.ringing(other)).toBe("A");
});

test("its secret is never shown, and does not carry over to another address", async () => {
  const id = await queueThatAsks([]);
  const change = (service: { url: string; secret?: string } | null) =>
    updateQueue(world.context, boss, id, { service });
  const { service } = await change({ url });
  expect(service).toEqual({ url });
  await expect(change({ url: `${url}else` })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await expect(
    change({ url: "https://me:you@example.com/", secret: SECRET }),
  ).rejects.toMatchObject({ code: "invalid_input" });
  world.context.config.allowPrivateServices = false;
  await expect(change({ url, secret: SECRET })).rejects.toMatchObject({
    code: "invalid_input",
  });
  world.context.config.allowPrivateServices = true;
  const { items } = await listAudit(world.context, boss, { limit: 50 });
  expect(items.length).toBeGreaterThan(0);
  expect(JSON.stringify(items)).not.toContain(SECRET);
  expect((await change(null)).service).toBeNull();
});
