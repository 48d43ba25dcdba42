import fs from "node:fs";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import type { Department } from "#contract/people/department.ts";
import type { Queue } from "#contract/routing/queue.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { TELLS } from "#server/domain/access/audit.ts";
import {
  addProblem,
  clearProblems,
} from "#server/domain/channels/health/health.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";

/** Changes of settings that screens cache reach those who may see them. */

type Heard = { name: string; payload: Record<string, unknown> };

/** A condition is waited for so long on a busy machine. */
const BUSY = { timeout: 20_000 };

let server: TestServer;
let ada: Actor;
let mei: Actor;
let queueId: string;
let channelId: string;
const heard = new Map<Actor, Heard[]>();
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  ada = await world.agent("Ada", "owner");
  mei = await world.agent("Mei");
  queueId = await world.queue([mei]);
  ({ channelId } = await world.page({ type: "queue", id: queueId }));
  for (const actor of [ada, mei]) {
    const token = await server.token(actor);
    const socket = io(server.url, {
      auth: { token },
      transports: ["websocket"],
    });
    const events: Heard[] = [];
    heard.set(actor, events);
    socket.onAny((name: string, payload: Heard["payload"]) =>
      events.push({ name, payload }),
    );
    sockets.push(socket);
    await vi.waitFor(() => expect(socket.connected).toBe(true), BUSY);
  }
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await server.stop();
});

/** The events that each of them hears during an act. */
async function hearing(act: () => Promise<unknown>): Promise<{
  ada: Heard[];
  mei: Heard[];
}> {
  const publisher = createEventPublisher(
    server.world.context,
    server.live.sink,
  );
  while (await publisher.round());
  const from = { ada: heard.get(ada)!.length, mei: heard.get(mei)!.length };
  await act();
  const left = await server.world.context.db.prisma.announcement.count();
  expect(left).toBeGreaterThan(0);
  while (await publisher.round());
  // Both hear the marker last: what comes before it has come by then.
  server.live.sink.emit("labels.changed", {}, [ada.agentId, mei.agentId]);
  const since = (actor: Actor, at: number) => heard.get(actor)!.slice(at);
  await vi.waitFor(() => {
    for (const events of [since(ada, from.ada), since(mei, from.mei)])
      expect(events.at(-1)?.name).toBe("labels.changed");
  }, BUSY);
  return { ada: since(ada, from.ada), mei: since(mei, from.mei) };
}

const call = async <Body>(method: string, path: string, body?: object) => {
  const answer = await server.call(ada, method, path, body);
  expect(answer.status).toBeLessThan(300);
  return answer.body as Body;
};
const told = (what: string) => ({
  name: "settings.updated",
  payload: { what },
});

test("queues, ring groups, departments, hours, holidays, labels, leads, agents and routing", async () => {
  const to = { departmentId: "" };
  const acts: [string, () => Promise<unknown>][] = [
    ["queues", () => call("PATCH", `/queues/${queueId}`, { priority: 3 })],
    ["queues", () => call("POST", `/queues/${queueId}/pause`, {})],
    ["queues", () => call<Queue>("POST", "/queues", { name: "New" })],
    ["ring_groups", () => call("POST", "/ring-groups", { name: "Ring" })],
    [
      "departments",
      async () => {
        const made = await call<Department>("POST", "/departments", {
          name: "D",
        });
        to.departmentId = made.id;
      },
    ],
    [
      "hours",
      () => call("PATCH", `/departments/${to.departmentId}`, { name: "E" }),
    ],
    [
      "holidays",
      () => call("POST", "/holiday-calendars", { name: "H", days: [] }),
    ],
    ["labels", () => call("POST", "/labels", { name: "Red", color: "red" })],
    ["leads", () => call("POST", "/lead-sources", { name: "Fair" })],
    ["leads", () => call("PATCH", "/leads/settings", { lateMinutes: 9 })],
    ["agents", () => call("PATCH", `/agents/${mei.agentId}`, { capacity: 7 })],
    ["routing", () => call("PATCH", "/settings/routing", { silentMinutes: 9 })],
    [
      "company",
      () => call("PATCH", "/settings/privacy", { exportNotes: true }),
    ],
  ];
  for (const [what, act] of acts) {
    const events = await hearing(act);
    expect(events.ada, what).toContainEqual(told(what));
    expect(events.mei, what).toContainEqual(told(what));
  }
});

test("a page: all of it to those who manage pages, its name, health and office hours to the others", async () => {
  const events = await hearing(() =>
    call("PATCH", `/channels/${channelId}`, { name: "ConnectionState & Oak" }),
  );
  const of = (list: Heard[]) =>
    list.find(({ name }) => name === "channel.updated")?.payload[
      "channel"
    ] as Partial<Channel>;
  expect(of(events.ada)).toEqual(
    await call<Channel>("GET", `/channels/${channelId}`),
  );
  expect(Object.keys(of(events.mei)).sort()).toEqual([
    "enabled",
    "health",
    "hours",
    "id",
    "name",
    "otherApps",
    "pictureUrl",
    "rules",
    "type",
  ]);
  expect(of(events.mei)).toMatchObject({
    name: "ConnectionState & Oak",
    health: "ok",
  });
});

test("a page that breaks and is repaired", async () => {
  const inTx = (act: Parameters<typeof inPrismaTransaction<void>>[1]) => () =>
    inPrismaTransaction(server.world.context.db, act);
  const health = async (act: () => Promise<unknown>) =>
    (await hearing(act)).mei.find(({ name }) => name === "channel.updated")
      ?.payload["channel"];
  const problem = { code: "token_dead", detail: null } as const;
  expect(
    await health(
      inTx((tx) => addProblem(tx, channelId, "token", problem, new Date())),
    ),
  ).toMatchObject({ id: channelId, health: "broken" });
  expect(
    await health(inTx((tx) => clearProblems(tx, channelId, ["token_dead"]))),
  ).toMatchObject({ id: channelId, health: "ok" });
});

test("a change that is rolled back tells nobody", async () => {
  const { prisma } = server.world.context.db;
  const before = await prisma.announcement.count();
  const answer = await server.call(ada, "PATCH", `/queues/${queueId}`, {
    overflow: { type: "queue", id: queueId },
  });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(await prisma.announcement.count()).toBe(before);
});

test("every kind of thing that is audited says what screens hold of it", () => {
  const kinds = fs
    .readdirSync("server", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => fs.readFileSync(`server/${file}`, "utf8"))
    .filter((text) => text.includes("writeAudit("))
    .flatMap((text) => [
      ...[...text.matchAll(/target = \{ type: "(\w+)"/g)],
      ...[...text.matchAll(/writeAudit\([^;]*?type: "(\w+)"/g)],
    ])
    .map(([, kind]) => kind ?? "");
  expect(kinds.length).toBeGreaterThan(10);
  expect(kinds.filter((kind) => !(kind in TELLS))).toEqual([]);
});
