import { afterAll, beforeAll, expect, test } from "vitest";
import { boardSchema } from "#contract/supervision/board.ts";
import { transferTargetSchema } from "#contract/supervision/transfer-target.ts";
import { whatIfAnswerSchema } from "#contract/supervision/what-if.ts";
import { queueSchema } from "#contract/routing/queue.ts";
import { threadSchema } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** The routes of routing and supervision, as a console calls them. */

let server: TestServer;
let mei: Actor;
let sam: Actor;
let queueId: string;
let channelId: string;
let threadId: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  sam = await world.agent("Sam", "supervisor");
  for (const actor of [mei, sam]) await world.sits(actor);
  queueId = await world.queue([mei], { strategy: "hunt" });
  const page = await world.page({ type: "queue", id: queueId });
  ({ channelId } = page);
  ({ threadId } = await world.write(page));
  while (await routeOnce(world.context));
});
afterAll(() => server.stop());

test("an offer is listed, accepted, and gone", async () => {
  const listed = await server.call(mei, "GET", "/offers");
  expect(listed.body).toMatchObject({
    items: [{ threadId, kind: "ring", via: { type: "queue", id: queueId } }],
  });
  const targets = await server.call(
    mei,
    "GET",
    `/threads/${threadId}/transfer-targets`,
  );
  const { items } = targets.body as { items: unknown[] };
  for (const item of items) transferTargetSchema.strict().parse(item);
  const taken = await server.call(mei, "POST", `/offers/${threadId}/accept`);
  expect(taken.status).toBe(200);
  expect(threadSchema.parse(taken.body).owner?.id).toBe(mei.agentId);
  const again = await server.call(mei, "POST", `/offers/${threadId}/decline`);
  expect(again.status).toBe(409);
  const stranger = await server.world.agent("Ola");
  const hidden = await server.call(
    stranger,
    "POST",
    `/offers/${threadId}/accept`,
  );
  expect(hidden.status).toBe(404);
});

test("the board, a pause, what-if: a supervisor's; others are refused", async () => {
  const board = await server.call(sam, "GET", "/board");
  const { queues } = boardSchema.strict().parse(board.body);
  expect(queues.find(({ id }) => id === queueId)).toMatchObject({ inHand: 1 });
  const question = { channelId, presence: { [mei.agentId]: "dnd" } };
  const answer = await server.call(sam, "POST", "/routing/what-if", question);
  expect(
    whatIfAnswerSchema.strict().parse(answer.body).selection,
  ).toMatchObject({ kind: "hold", excluded: [{ reason: "dnd" }] });
  const paused = await server.call(sam, "POST", `/queues/${queueId}/pause`, {
    message: "Back soon",
  });
  expect(queueSchema.parse(paused.body).paused?.message).toBe("Back soon");
  const resumed = await server.call(sam, "POST", `/queues/${queueId}/resume`);
  expect(queueSchema.parse(resumed.body).paused).toBeNull();
  for (const [method, path, body] of [
    ["GET", "/board"],
    ["POST", "/routing/what-if", question],
    ["POST", `/queues/${queueId}/pause`],
    ["PATCH", `/agents/${sam.agentId}/presence`, { presence: "away" }],
    [
      "POST",
      "/threads/reassign",
      { threadIds: [threadId], to: { type: "queue", id: queueId } },
    ],
    ["PATCH", "/settings/routing", { idleMinutes: 15 }],
  ] as const) {
    const refused = await server.call(mei, method, path, body);
    expect([refused.status, path]).toEqual([403, path]);
  }
});

test("a channel takes hours, rules and texts; a rule must lead somewhere", async () => {
  const boss = await server.world.agent("Boss", "owner");
  const to = { type: "queue", id: queueId };
  const route = {
    holiday: to,
    holidayMessage: "Closed",
    hours: {
      timeZone: "Asia/Taipei",
      week: [{ day: 1, from: "22:00", to: "06:00" }],
    },
    rules: [{ name: "Ads", when: { ad: ["*"] }, to }],
    texts: { waiting: { "*": "One moment", "zh-TW": "請稍候" } },
  };
  const saved = await server.call(boss, "PATCH", `/channels/${channelId}`, {
    route,
    weight: 2,
  });
  expect(saved.body).toMatchObject({ route, weight: 2 });
  const gone = { ...to, id: "019a0000-0000-7000-8000-000000000000" };
  const refused = await server.call(boss, "PATCH", `/channels/${channelId}`, {
    route: { rules: [{ name: "Ads", when: { ad: ["*"] }, to: gone }] },
  });
  expect(refused.body).toMatchObject({
    status: 422,
    errors: [{ path: "route.rules.0.to" }],
  });
  const mine = await server.call(mei, "GET", "/me");
  expect(mine.body).toMatchObject({
    load: 2,
    queues: [{ id: queueId, wrapUpUntil: null }],
  });
  const left = await server.call(mei, "POST", "/me/leave", {
    threads: "return",
  });
  expect(left.body).toEqual({ returned: 1 });
});
