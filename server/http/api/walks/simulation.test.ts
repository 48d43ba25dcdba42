import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { startPipeline, type Pipeline } from "#server/pipeline/run/pipeline.ts";
import {
  delivery,
  digits,
  TEST_WORLD_KEY,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/**
 * A hectic hour in a minute: 50 people at their sockets, 600 customers,
 * people who accept, decline, look away and lose their line, and a worker that
 * is killed in the middle. The worker is server/main.ts itself, as a process;
 * this one serves the API and the sockets.
 */

const AGENTS = 50;
const ARRIVALS = 600;
const CAPACITY = 5;
const OFFER_SECONDS = 2;

let server: TestServer;
let web: Pipeline;
let worker: ChildProcess;
let queueId: string;
const people: { actor: Actor; token: string; socket: Socket }[] = [];
const busy = new Set<Promise<unknown>>();
let isOver = false;

beforeAll(async () => {
  const db = await testDatabase();
  server = await startTestServer(db, {
    rates: { perAgent: 1e6, perUnknownAddress: 1e6 },
  });
  const { world, live } = server;
  web = startPipeline(world.services, {
    role: "web",
    announceTo: live.sink,
  });
  worker = startWorker(db.url);
  const actors: Actor[] = [];
  for (let n = 0; n < AGENTS; n += 1) actors.push(await world.agent(`A${n}`));
  await db.prisma.agent.updateMany({ data: { capacity: CAPACITY } });
  queueId = await world.queue(actors, {
    strategy: "balanced",
    offerSeconds: OFFER_SECONDS,
    maxWaitSeconds: 3_600,
  });
  for (const actor of actors) {
    const token = await server.token(actor);
    people.push({ actor, token, socket: sit(actor, token) });
  }
  await until(() => people.every(({ socket }) => socket.connected));
}, 120_000);

afterAll(async () => {
  isOver = true;
  for (const { socket } of people) socket.disconnect();
  await Promise.allSettled(busy);
  const gone = new Promise((resolve) => worker.once("exit", resolve));
  if (worker.exitCode === null && worker.kill("SIGTERM")) await gone;
  await web.stop();
  await server.stop();
}, 60_000);

function startWorker(databaseUrl: string): ChildProcess {
  const child = spawn(process.execPath, [path.resolve("server/main.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      NODE_ENV: "production",
      ROLE: "worker",
      // Without it a worker has no health page, which nobody asks for here.
      PORT: String(20_000 + Math.floor(Math.random() * 20_000)),
      LOG_LEVEL: "fatal",
      PUBLIC_URL: "http://localhost:3000",
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: "a secret for tests, long enough",
      ENCRYPTION_KEY: TEST_WORLD_KEY,
      META_GRAPH_URL: "http://127.0.0.1:9",
    },
  });
  return child;
}

/** Somebody at their desk: says yes mostly, no now and then, and sometimes looks away or loses the line. */
function sit(actor: Actor, token: string): Socket {
  const socket = io(server.url, {
    forceNew: true,
    transports: ["websocket"],
    auth: { token },
  });
  let hands: Promise<void> = Promise.resolve();
  socket.on("offer.created", ({ thread }: { thread: { id: string } }) => {
    const mood = Math.random();
    if (mood < 0.05 || isOver) return; // looks away
    if (mood < 0.08) socket.io.engine.close();
    const verb = mood < 0.2 ? "decline" : "accept";
    // One thing after the other, as people do.
    hands = hands.then(() => answer(token, thread.id, verb));
    track(hands);
  });
  // Whoever was set away comes back.
  socket.on(
    "presence.updated",
    (told: { agentId: string; presence: string }) => {
      if (told.agentId !== actor.agentId || told.presence !== "away") return;
      track(ask(token, "PATCH", "/me/presence", { presence: "available" }));
    },
  );
  return socket;
}

async function answer(
  token: string,
  threadId: string,
  verb: "accept" | "decline",
): Promise<void> {
  const status = await ask(token, "POST", `/offers/${threadId}/${verb}`);
  expect([200, 204, 404, 409]).toContain(status);
  // Most are dealt with at once, so that there is room for the others.
  if (verb === "accept" && status === 200 && Math.random() < 0.97)
    await ask(token, "POST", `/threads/${threadId}/close`);
}

async function ask(
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<number> {
  const response = await server.request(`/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  await response.arrayBuffer();
  return response.status;
}

function track(work: Promise<unknown>): void {
  busy.add(work);
  void work.finally(() => busy.delete(work)).catch(() => undefined);
}

async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 240_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error("It did not come to that.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const count = async (sql: string): Promise<number> => {
  const { rows } = await server.world.context.db.pool.query<{ n: number }>(
    `select count(*)::int as n from ${sql}`,
  );
  return rows[0]?.n ?? 0;
};

test("600 arrivals, a killed worker: nobody is forgotten, nobody has two owners", async () => {
  const { world } = server;
  const page = await world.page({ type: "queue", id: queueId });
  let exceeded = 0;
  const watch = setInterval(() => {
    const over = count(
      `(select "ownerId" from thread where status = 'open' group by 1 having count(*) > ${CAPACITY}) x`,
    );
    track(over.then((n) => (exceeded += n)));
  }, 500);
  for (let n = 0; n < ARRIVALS; n += 1) {
    const message = { mid: `m_${randomToken(20)}`, text: "hi" };
    const item = { psid: digits(16), timestamp: Date.now(), message };
    const body = delivery(page.pageId, [item]);
    await world.services.intake.add({ ...page.from, body });
    // As fast as the company can answer, and always more than it can take at once.
    if (n % 50 === 0)
      await until(
        async () => (await count(`thread where status = 'waiting'`)) < 200,
      );
    if (n === ARRIVALS / 2) {
      await until(
        async () => (await count(`offer where "endedAt" is null`)) > 0,
      );
      const gone = new Promise((resolve) => worker.once("exit", resolve));
      worker.kill("SIGKILL");
      await gone;
      worker = startWorker(world.context.db.url);
    }
  }
  // Quiet: all applied, nothing rings, and who still waits waits because everybody is full.
  await until(
    async () =>
      (await count(`delivery where state = 'pending'`)) === 0 &&
      (await count("thread")) === ARRIVALS &&
      (await count(`thread where status = 'waiting'`)) === 0,
    480_000,
  );
  clearInterval(watch);
  await Promise.allSettled([...busy]);
  expect(exceeded).toBe(0);
  expect(await count(`thread where status in ('open', 'closed')`)).toBe(
    ARRIVALS,
  );
  expect(
    await count(`(select "threadId" from offer where result = 'accepted'
      group by 1 having count(distinct "agentId") > 1) x`),
  ).toBe(0);
  // What still waits, now or at any other moment, has a clock that runs.
  expect(
    await count(`thread t where t.status = 'waiting' and not exists (
      select 1 from timer x where x.key = t.id::text and x.kind in ('offer', 'max_wait'))`),
  ).toBe(0);
  expect(
    await count(`thread t where t.routing = 'offered' and not exists (
      select 1 from offer o where o."threadId" = t.id and o."endedAt" is null)`),
  ).toBe(0);
  expect(
    await count(`offer o join thread t on t.id = o."threadId"
      where o."endedAt" is null and o.kind = 'ring' and t.routing <> 'offered'`),
  ).toBe(0);
  // Each of them can be explained.
  expect(
    await count(`thread t where not exists (select 1 from routing_trace r where r."threadId" = t.id and r.step = 'routed')
      or not exists (select 1 from routing_trace r where r."threadId" = t.id and r.step = 'selected')
      or not exists (select 1 from routing_trace r where r."threadId" = t.id and r.step = 'owned')`),
  ).toBe(0);
  expect(await count(`offer where result = 'declined'`)).toBeGreaterThan(0);
  expect(await count(`offer where result = 'missed'`)).toBeGreaterThan(0);
}, 900_000);
