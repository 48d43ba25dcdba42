import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "#contract/people/agent.ts";
import { actionOf } from "#contract/people/actions.ts";
import { scopeFor } from "#contract/people/policy.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { createWalkWorld, WALKERS, type WalkWorld } from "./walk-world.ts";
import { BESIDE } from "./rows/beside.ts";
import type { Row } from "./rows/row.ts";
import { OWN_ROWS } from "./rows/own-rows.ts";
import { THREAD_ROWS } from "./rows/thread-rows.ts";
import { CUSTOMER_ROWS } from "./rows/customer-rows.ts";
import { REPLY_ROWS } from "./rows/reply-rows.ts";
import { CHANNEL_ROWS } from "./rows/channel-rows.ts";
import { TEAM_ROWS } from "./rows/team-rows.ts";
import { SETTINGS_ROWS } from "./rows/settings-rows.ts";
import { WORK_ROWS } from "./rows/work-rows.ts";
import { PEOPLE_ROWS } from "./rows/people-rows.ts";
import { LEAD_ROWS } from "./rows/lead-rows.ts";
import { LOG_ROWS } from "./rows/log-rows.ts";
import { ENDING_ROWS } from "./rows/ending-rows.ts";

/**
 * Every route × every role. The rows below `rows/` say who comes through, who
 * may not, and for whom a thing does not exist. A route without a row fails.
 * Through means: neither 401, 403 nor 404; whatever else may be wrong with the
 * request is another test's matter.
 */
// In this order: acts that end something come last.
const ROWS: Record<string, Row> = {
  ...OWN_ROWS,
  ...THREAD_ROWS,
  ...CUSTOMER_ROWS,
  ...REPLY_ROWS,
  ...CHANNEL_ROWS,
  ...TEAM_ROWS,
  ...SETTINGS_ROWS,
  ...WORK_ROWS,
  ...PEOPLE_ROWS,
  ...LEAD_ROWS,
  ...LOG_ROWS,
  ...ENDING_ROWS,
};

const ROLE_OF = {
  owner: "owner",
  supervisor: "supervisor",
  otherSupervisor: "supervisor",
  agent: "agent",
  otherAgent: "agent",
  reviewer: "reviewer",
  otherReviewer: "reviewer",
  leadsOnly: "leads_only",
  otherLeadsOnly: "leads_only",
  auditor: "auditor",
} as const satisfies Record<(typeof WALKERS)[number], Role>;

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
  // Refused callers come first: the thing they ask for still exists.
  const order = WALKERS.map((who, index) => ({
    who,
    may: mayOf(operation, row)[index],
  }));
  order.reverse();
  order.sort((a, b) => Number(a.may === "+") - Number(b.may === "+"));
  const found = new Map<string, string>();
  for (const { who } of order) {
    const isDone = row.ends && [...found.values()].includes("+");
    found.set(who, isDone ? "+" : await walkTo(who, method, path, row));
  }
  expect(WALKERS.map((who) => found.get(who)).join("")).toBe(
    mayOf(operation, row),
  );
});

function mayOf(operation: string, row: Row): string {
  return row.may + (BESIDE[operation] ?? "---");
}

// An act closed to a role is refused everywhere; one open in the whole company or in
// departments is allowed somewhere. "own" depends on the caller.
test.each(Object.entries(ROWS))(
  "%s agrees with the table of rights",
  (operation, row) => {
    const may = mayOf(operation, row);
    const action = actionOf(operation);
    if (action === null) throw new Error(`No action has ${operation}.`);
    for (const role of new Set(Object.values(ROLE_OF))) {
      const outcomes = WALKERS.map((who, at) => ({ who, outcome: may[at] }))
        .filter(({ who }) => ROLE_OF[who] === role)
        .map(({ outcome }) => outcome);
      const scope = scopeFor(role, action);
      if (scope === "none")
        expect({ role, isOpen: outcomes.includes("+") }).toEqual({
          role,
          isOpen: false,
        });
      if (scope === "all" || scope === "department")
        expect({
          role,
          isRefused: outcomes.every((one) => one === "-"),
        }).toEqual({ role, isRefused: false });
    }
  },
);

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
  const { people, ids, tokens, hidden } = walk;
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
  for (const secret of hidden[who] ?? [])
    if (!sent.includes(secret) && !address.includes(secret))
      expect(text).not.toContain(secret);
  if (response.status === 500) throw new Error(`${operationOf()}: ${text}`);
  if (response.status === 401) return "?";
  if (response.status === 403) return "-";
  return response.status === 404 ? "0" : "+";

  function operationOf(): string {
    return `${who} ${method} ${address}`;
  }
}
