import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { createWalkWorld, WALKERS, type WalkWorld } from "./walk-world.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/**
 * Every route × every role, of the department that a thing belongs to and of
 * another. Who comes through (+), who may not (-: 403), for whom it does not
 * exist (0: 404); in the order of WALKERS: owner, supervisor, supervisor of
 * another department, agent, agent of another department, reviewer of the
 * channel, reviewer of another channel.
 *
 * A route without a row fails. Through means: neither 401, 403 nor 404;
 * whatever else may be wrong with the request is another test's matter.
 */
type Row = {
  may: string;
  /** For {id}; the second one is in `then`. */
  id?: keyof WalkWorld["ids"];
  then?: keyof WalkWorld["ids"];
  body?: object | ((ids: WalkWorld["ids"]) => object);
  query?: string;
  /** It is gone afterwards: of those who may, only the one with the least rights does it. */
  ends?: boolean;
};

const ALL = "+++++++";
/** All but reviewers. */
const TEAM = "+++++--";
const ADMINS = "+------";
const SUPERVISORS = "+++----";
/** Of the department alone. */
const THEIRS = "++0----";
/** Whoever sees the thread; to the others it does not exist. */
const SEEN = "++0+0+0";
/** The same where reviewers are refused before anything is looked at. */
const WORKED = "++0+0--";
const name = () => ({ name: `New ${randomToken(6)}` });

const ROWS: Record<string, Row> = {
  "GET /me": { may: ALL },
  "PATCH /me/presence": { may: ALL, body: { presence: "available" } },
  "POST /me/leave": { may: ALL, body: {} },
  "POST /me/activity": { may: ALL },
  "POST /me/queues/{id}/end-wrap-up": { may: "000+0--", id: "queueId" },
  "PATCH /me/queues/{id}": {
    may: "000+0--",
    id: "queueId",
    body: { loggedIn: true },
  },
  "POST /me/password": { may: ALL, body: {} },
  "GET /me/tokens": { may: ALL },
  "POST /me/tokens": { may: TEAM, body: {} },
  "DELETE /me/tokens/{id}": { may: "0000000", id: "queueId" },

  "GET /threads": { may: ALL },
  "GET /threads/{id}": { may: SEEN, id: "threadId" },
  "GET /threads/{id}/trace": { may: WORKED, id: "threadId" },
  "GET /threads/{id}/trail": { may: WORKED, id: "threadId" },
  "GET /threads/{id}/transfer-targets": { may: WORKED, id: "threadId" },
  "GET /threads/{id}/handovers": { may: "++0+0++", id: "threadId" },
  "POST /threads/{id}/participants": {
    may: WORKED,
    id: "threadId",
    body: ({ agentId }) => ({ agentId }),
  },
  "DELETE /threads/{id}/participants/{agentId}": {
    may: WORKED,
    id: "threadId",
    then: "agentId",
  },
  "POST /threads/{id}/take": { may: SEEN, id: "threadId", body: {} },
  "POST /threads/{id}/take-control": { may: WORKED, id: "threadId", body: {} },
  "POST /threads/{id}/transfer": {
    may: WORKED,
    id: "threadId",
    body: ({ agentId }) => ({ to: { type: "agent", id: agentId } }),
  },
  "POST /threads/{id}/transfer/cancel": { may: WORKED, id: "threadId" },
  "DELETE /threads/{id}/handover-note": { may: WORKED, id: "threadId" },
  "POST /threads/{id}/release": { may: SEEN, id: "threadId" },
  "POST /threads/{id}/close": { may: SEEN, id: "threadId", body: {} },
  "POST /threads/{id}/reopen": { may: WORKED, id: "threadId" },
  "POST /threads/{id}/snooze": {
    may: WORKED,
    id: "threadId",
    body: { until: "2099-01-01T00:00:00Z" },
  },
  "POST /threads/{id}/read": { may: SEEN, id: "threadId", body: {} },
  "POST /threads/{id}/typing": { may: SEEN, id: "threadId", body: {} },
  "POST /threads/reassign": {
    may: SUPERVISORS,
    body: ({ threadId, agentId }) => ({
      threadIds: [threadId],
      to: { type: "agent", id: agentId },
    }),
  },
  "GET /threads/{id}/messages": { may: SEEN, id: "threadId" },
  "POST /threads/{id}/messages": {
    may: SEEN,
    id: "threadId",
    body: { kind: "note", text: "hi", clientId: "walk" },
  },
  "POST /threads/{id}/messages/{mid}/retry": {
    may: "0000000",
    id: "threadId",
    then: "messageId",
  },
  "POST /threads/{id}/messages/{mid}/reaction": {
    may: SEEN,
    id: "threadId",
    then: "messageId",
    body: { emoji: null },
  },
  "POST /threads/{id}/labels": {
    may: WORKED,
    id: "threadId",
    body: ({ labelId }) => ({ labelId }),
  },
  "DELETE /threads/{id}/labels/{labelId}": {
    may: WORKED,
    id: "threadId",
    then: "labelId",
  },

  "GET /offers": { may: ALL },
  "POST /offers/{id}/accept": { may: "000+0--", id: "threadId" },
  "POST /offers/{id}/decline": { may: "00000--", id: "threadId" },

  "POST /files": { may: ALL },
  "GET /files/{id}": { may: SEEN, id: "fileId" },

  "GET /customers": { may: TEAM },
  "GET /customers/{id}": { may: SEEN, id: "customerId" },
  "PATCH /customers/{id}": { may: WORKED, id: "customerId", body: {} },
  "GET /customers/{id}/avatar": { may: "0000000", id: "customerId" },
  "POST /customers/{id}/labels": {
    may: WORKED,
    id: "customerId",
    body: ({ labelId }) => ({ labelId }),
  },
  "DELETE /customers/{id}/labels/{labelId}": {
    may: WORKED,
    id: "customerId",
    then: "labelId",
  },

  "GET /labels": { may: ALL },
  "POST /labels": { may: SUPERVISORS, body: name },
  "GET /labels/{id}/use": { may: SUPERVISORS, id: "labelId" },
  "PATCH /labels/{id}": {
    may: "++-----",
    id: "labelId",
    body: { color: "slate" },
  },

  "GET /channel-kinds": { may: TEAM },
  "GET /channels": { may: SUPERVISORS },
  "GET /channels/names": { may: ALL },
  "POST /channels": {
    may: SUPERVISORS,
    body: () => ({
      pageId: digits(15),
      appId: digits(15),
      pageToken: "token",
      appSecret: "secret",
    }),
  },
  "GET /channels/{id}": { may: THEIRS, id: "channelId" },
  "PATCH /channels/{id}": { may: THEIRS, id: "channelId", body: {} },
  "GET /channels/{id}/picture": { may: "0000000", id: "channelId" },
  "GET /channels/{id}/health": { may: THEIRS, id: "channelId" },
  "POST /channels/{id}/test": { may: THEIRS, id: "channelId" },
  "POST /channels/{id}/repair": {
    may: THEIRS,
    id: "channelId",
    body: { light: "fields" },
  },
  "POST /channels/{id}/renew-secret": {
    may: THEIRS,
    id: "channelId",
    body: { secret: "token" },
  },

  "POST /channels/{id}/backfill": { may: THEIRS, id: "channelId", body: {} },
  "GET /jobs/{id}": { may: THEIRS, id: "jobId" },

  "GET /queues": { may: ALL },
  "POST /queues": { may: SUPERVISORS, body: name },
  "GET /queues/{id}": { may: TEAM, id: "queueId" },
  "PATCH /queues/{id}": { may: THEIRS, id: "queueId", body: {} },
  "POST /queues/{id}/pause": { may: THEIRS, id: "queueId", body: {} },
  "POST /queues/{id}/resume": { may: THEIRS, id: "queueId" },
  "GET /ring-groups": { may: ALL },
  "POST /ring-groups": { may: SUPERVISORS, body: name },
  "GET /ring-groups/{id}": { may: TEAM, id: "ringGroupId" },
  "PATCH /ring-groups/{id}": { may: THEIRS, id: "ringGroupId", body: {} },
  "GET /departments": { may: ALL },
  "POST /departments": { may: ADMINS, body: name },
  "GET /departments/{id}": { may: TEAM, id: "departmentId" },
  "PATCH /departments/{id}": { may: THEIRS, id: "departmentId", body: {} },
  "GET /holiday-calendars": { may: ALL },
  "POST /holiday-calendars": {
    may: SUPERVISORS,
    body: () => ({ ...name(), days: [] }),
  },
  "PATCH /holiday-calendars/{id}": {
    may: "++-----",
    id: "calendarId",
    body: () => ({ ...name(), days: [] }),
  },
  "GET /settings/routing": { may: TEAM },
  "PATCH /settings/routing": { may: ADMINS, body: {} },

  "GET /board": { may: SUPERVISORS },
  "GET /alerts": { may: ALL },
  "POST /alerts/{id}/dismiss": { may: "00000--", id: "queueId" },
  "POST /routing/what-if": {
    may: THEIRS,
    body: ({ channelId, customerId }) => ({ channelId, customerId }),
  },
  "PATCH /agents/{id}/presence": {
    may: "++-----",
    id: "agentId",
    body: { presence: "available" },
  },
  "PATCH /agents/{id}/queues/{queueId}": {
    may: "++-----",
    id: "agentId",
    then: "queueId",
    body: { loggedIn: true },
  },

  "GET /agents": { may: ALL },
  "POST /agents": {
    may: ADMINS,
    body: () => ({ ...name(), email: `${randomToken(9)}@example.com` }),
  },
  "GET /agents/{id}": { may: "+++++00", id: "agentId" },
  "PATCH /agents/{id}": { may: ADMINS, id: "agentId", body: { capacity: 9 } },
  "POST /agents/{id}/invitation": { may: ADMINS, id: "agentId" },
  "GET /agents/{id}/tokens": { may: "+--+---", id: "agentId" },
  "DELETE /agents/{id}/tokens/{tokenId}": {
    may: "00000--",
    id: "agentId",
    then: "queueId",
  },
  "DELETE /agents/{id}/sessions": { may: "+--+---", id: "agentId" },

  "GET /leads": { may: TEAM },
  "GET /search": { may: ALL, query: "q=Words" },
  "GET /audit": { may: ADMINS },
  "GET /deliveries": { may: ADMINS },
  "GET /deliveries/{id}": { may: ADMINS, id: "deliveryId" },
  "POST /deliveries/replay": { may: ADMINS, body: { ids: ["1"] } },
  "GET /setup": { may: ALL },
  "POST /setup": { may: ALL, body: {} },
  "POST /invitations/accept": { may: ALL, body: {} },

  // What ends something comes last.
  "DELETE /labels/{id}": { may: "++-----", id: "labelId", ends: true },
  "DELETE /holiday-calendars/{id}": {
    may: "++-----",
    id: "calendarId",
    ends: true,
  },
  "DELETE /ring-groups/{id}": { may: THEIRS, id: "ringGroupId", ends: true },
  "DELETE /queues/{id}": { may: THEIRS, id: "queueId", ends: true },
  "DELETE /departments/{id}": {
    may: "+-0----",
    id: "departmentId",
    ends: true,
  },
  "DELETE /channels/{id}": { may: THEIRS, id: "channelId", ends: true },
};

let server: TestServer;
let walk: WalkWorld;
let operations: string[];

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  walk = await createWalkWorld(server);
  const document = (await server.call(null, "GET", "/openapi.json")).body as {
    paths: Record<string, object>;
  };
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
});
afterAll(() => server.stop());

test("every route of the document has a row, and every row a route", () => {
  expect(Object.keys(ROWS).sort()).toEqual([...operations].sort());
});

test.for(Object.entries(ROWS))("%s", async ([operation, row]) => {
  const [method = "", path = ""] = operation.split(" ");
  // Who is refused comes first: what they ask for is still there.
  const order = WALKERS.map((who, index) => ({ who, may: row.may[index] }));
  order.reverse();
  order.sort((a, b) => Number(a.may === "+") - Number(b.may === "+"));
  const found = new Map<string, string>();
  for (const { who } of order) {
    const isDone = row.ends && [...found.values()].includes("+");
    found.set(who, isDone ? "+" : await walkTo(who, method, path, row));
  }
  expect(WALKERS.map((who) => found.get(who)).join("")).toBe(row.may);
});

function givenBy({ body }: Row, ids: WalkWorld["ids"]): object | undefined {
  if (typeof body !== "function") return body;
  return (body as (ids: WalkWorld["ids"]) => object)(ids);
}

async function walkTo(
  who: (typeof WALKERS)[number],
  method: string,
  path: string,
  row: Row,
): Promise<string> {
  const { people, ids, tokens, secrets } = walk;
  const values = [row.id, row.then];
  const address = path.replace(/\{\w+\}/g, () => {
    const key = values.shift();
    return key ? ids[key] : "";
  });
  const given = givenBy(row, ids);
  const sent = JSON.stringify(given ?? {});
  await walk.restore();
  const response = await server.request(
    `/api/v1${address}${row.query ? `?${row.query}` : ""}`,
    {
      method,
      headers: {
        authorization: `Bearer ${tokens.get(people[who]) ?? ""}`,
        ...(given ? { "content-type": "application/json" } : {}),
      },
      ...(given ? { body: JSON.stringify(given) } : {}),
    },
  );
  const text = await response.text();
  if (who.startsWith("other"))
    for (const secret of secrets)
      if (!sent.includes(secret)) expect(text).not.toContain(secret);
  if (response.status === 500) throw new Error(`${operationOf()}: ${text}`);
  if (response.status === 401) return "?";
  if (response.status === 403) return "-";
  return response.status === 404 ? "0" : "+";

  function operationOf(): string {
    return `${who} ${method} ${address}`;
  }
}
