import { afterAll, beforeAll, expect, test } from "vitest";
import { AUDIT_ADDRESSES } from "#contract/live/audit-address.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Database } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { TELLS } from "#server/domain/access/audit.ts";
import { findAudited } from "#server/domain/access/audited-things.ts";
import { newId } from "#server/runtime/crypto.ts";
import en from "#messages/en.json" with { type: "json" };
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

let db: Database;
let server: TestServer;
let olga: Actor;
let ann: Actor;

type Entry = {
  id: string;
  at: string;
  actor: { id: string | null; name: string };
  action: string;
  target: { type: string; id: string; name: string | null; exists: boolean };
};

beforeAll(async () => {
  db = await testDatabase();
  server = await startTestServer(db);
  olga = await server.world.agent("Olga", "owner");
  ann = await server.world.agent("Ann", "admin");
  for (const [who, name] of [
    [olga, "Tea"],
    [ann, "=Coffee"],
    [ann, "Cake"],
  ] as const)
    await server.call(who, "POST", "/queues", { name });
  await server.call(ann, "POST", "/labels", { name: "Urgent", color: "red" });
});
afterAll(() => server.stop());

async function read(query: string, who = olga) {
  const answer = await server.call(who, "GET", `/audit${query}`);
  expect(answer.status).toBe(200);
  return answer.body as { items: Entry[]; nextCursor: string | null };
}

const names = async (query: string) =>
  (await read(query)).items.map(({ target }) => target.name);

test("no one changes, deletes or truncates an entry, not even the owner of the database", async () => {
  const before = (await read("")).items;
  expect(before.length).toBeGreaterThanOrEqual(4);
  for (const statement of [
    `update audit_entry set "actorName" = 'Eve'`,
    "delete from audit_entry",
    "truncate audit_entry",
    "set session_replication_role = replica; delete from audit_entry",
  ]) {
    const client = await db.pool.connect();
    try {
      await expect(client.query(statement)).rejects.toThrow(/append-only/);
    } finally {
      client.release(true);
    }
  }
  expect((await read("")).items).toEqual(before);
});

test("entries are found by actor, action, object, time and text", async () => {
  expect(await names("")).toEqual(["Urgent", "Cake", "=Coffee", "Tea"]);
  expect(await names(`?actor=${ann.agentId}`)).toEqual([
    "Urgent",
    "Cake",
    "=Coffee",
  ]);
  expect(await names("?actor=system")).toEqual([]);
  expect(await names("?action=queue.created")).toEqual([
    "Cake",
    "=Coffee",
    "Tea",
  ]);
  expect(await names("?action=label")).toEqual(["Urgent"]);
  expect(await names("?action=que")).toEqual([]);
  expect(await names("?object=label")).toEqual(["Urgent"]);
  const [, cake] = (await read("")).items;
  expect(await names(`?object=${cake?.target.id}`)).toEqual(["Cake"]);
  expect(await names(`?object=queue:${cake?.target.id}`)).toEqual(["Cake"]);
  expect(await names(`?object=label:${cake?.target.id}`)).toEqual([]);
  expect(await names("?q=TÉA")).toEqual(["Tea"]);
  expect(await names("?q=olga")).toEqual(["Tea"]);
  expect(await names(`?to=${cake?.at}&from=${cake?.at}`)).toContain("Cake");
  expect(await names("?from=2100-01-01T00:00:00Z")).toEqual([]);
});

test("pages follow each other without gaps", async () => {
  const first = await read("?limit=3");
  expect(first.items).toHaveLength(3);
  const second = await read(`?limit=3&cursor=${first.nextCursor}`);
  expect(second.items.map(({ target }) => target.name)).toEqual(["Tea"]);
  expect(second.nextCursor).toBeNull();
});

test("the export has the same entries, no formulas, and is recorded", async () => {
  const token = await server.token(olga);
  const response = await server.request(
    "/api/v1/audit/export?action=queue.created",
    { headers: { authorization: `Bearer ${token}` } },
  );
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(response.headers.get("content-disposition")).toMatch(
    /^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/,
  );
  const lines = (await response.text()).trim().split("\r\n");
  expect(lines[0]).toContain('"at","actor","actorId","action"');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain('"Cake"');
  expect(lines[2]).toContain(`"'=Coffee"`);
  const { items } = await read("?action=audit.exported");
  expect(items).toMatchObject([
    { actor: { name: "Olga" }, detail: { action: "queue.created" } },
  ]);
});

test("an entry says whether what it names is still there, and the reader’s", async () => {
  const create = async (who: Actor, path: string, body: object) =>
    (await server.call(who, "POST", path, body)).body as { id: string };
  const label = await create(ann, "/labels", {
    name: "Seasonal",
    color: "red",
  });
  const reply = await create(ann, "/canned-replies", {
    shortcut: "mine",
    title: "Mine",
    bodies: { en: "Hello" },
    scope: "private",
  });
  const exists = async (id: string, who = olga) =>
    (await read(`?object=${id}`, who)).items.map(({ target }) => target.exists);
  expect(await exists(label.id)).toEqual([true]);
  expect(await exists(reply.id, ann)).toEqual([true]);
  expect(await exists(reply.id)).toEqual([false]);
  await server.call(ann, "DELETE", `/labels/${label.id}`);
  expect(await exists(label.id)).toEqual([false, false]);
});

test("every type of object has an address or says why it has none", () => {
  const kinds = Object.keys(AUDIT_ADDRESSES);
  expect(Object.keys(TELLS).filter((type) => !kinds.includes(type))).toEqual(
    [],
  );
});

test("every kind with rows of its own is looked for", async () => {
  const entries = Object.keys(AUDIT_ADDRESSES).map((type) => ({
    action: `${type}.updated`,
    target: { type, id: type === "delivery" ? "1" : newId() },
  }));
  const exists = await findAudited(db.sql, olga, entries);
  const kept = entries.filter(exists).map(({ target }) => target.type);
  expect(kept).toEqual([
    "api_token",
    "audit",
    "report",
    "setting",
    "workspace",
  ]);
});

test("every type of object has a word in the filter", () => {
  expect(Object.keys(en.settings.audit.types).sort()).toEqual(
    Object.keys(TELLS).sort(),
  );
});

test("only admins read and export it", async () => {
  const agent = await server.world.agent("Otto", "supervisor");
  for (const path of ["/audit", "/audit/export"])
    expect((await server.call(agent, "GET", path)).status).toBe(403);
  expect((await server.call(olga, "GET", "/audit?actor=me")).status).toBe(422);
});
