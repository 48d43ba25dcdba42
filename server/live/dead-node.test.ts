import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Board } from "#contract/supervision/board.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { NODE_LOST_MS } from "#server/domain/access/devices-here.ts";
import { NODE_BEAT_MS } from "#server/domain/people/account/devices.ts";
import { setPresence } from "#server/domain/people/presence.ts";
import { routeOnce } from "#server/domain/routing/offering/router.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { digits } from "#server/pipeline/test-world.ts";

/** Two nodes on one database. The second is a process of its own, which is killed. Nothing sweeps here. */

let here: TestServer;
let other: ChildProcess;
let otherUrl: string;
let [mei, ben, sam]: Actor[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  const db = await testDatabase();
  here = await startTestServer(db, { among: true });
  const script = path.join(import.meta.dirname, "test-node.ts");
  other = spawn(process.execPath, [script, db.url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(other.stdout!, "data")) as [Buffer];
  otherUrl = line.toString().trim();
  mei = await here.world.agent("Mei");
  ben = await here.world.agent("Ben");
  sam = await here.world.agent("Sam", "owner");
  await sit(mei, here.url);
  await sit(ben, otherUrl);
  await sit(sam, here.url);
}, 60_000);

afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  if (other.exitCode === null) other.kill("SIGKILL");
  await here.stop();
});

async function sit(actor: Actor, url: string): Promise<Socket> {
  const socket = io(url, {
    forceNew: true,
    transports: ["websocket"],
    auth: { token: await here.token(actor) },
  });
  sockets.push(socket);
  await new Promise(
    (resolve) => void socket.once("connect", () => resolve(null)),
  );
  return socket;
}

const nodeOf = async ({ agentId }: Actor) =>
  (
    await here.world.context.db.prisma.agentConnection.findFirstOrThrow({
      where: { agentId },
      select: { node: { select: { id: true, seenAt: true } } },
    })
  ).node;

/** As if its last heartbeat were just older than the limit. */
async function ageNode(id: string): Promise<void> {
  await here.world.context.db.pool.query(
    `update node set "seenAt" = clock_timestamp() - make_interval(secs => $2) where id = $1`,
    [id, (NODE_LOST_MS + 1) / 1000],
  );
}

async function presentOnTheBoard(): Promise<string[]> {
  const { body } = await here.call(sam!, "GET", "/board");
  return (body as Board).agents
    .filter(({ connected }) => connected)
    .map(({ name }) => name)
    .sort();
}

/** The agents to whom it is published that Mei is back. */
async function toldOfPresence(): Promise<string[]> {
  const { context } = here.world;
  const told: string[] = [];
  const publisher = createEventPublisher(context, {
    emit: (event, _payload, agentIds) => {
      if (event === "presence.updated") told.push(...agentIds);
    },
  });
  await setPresence(context, mei!, "away");
  await setPresence(context, mei!, "available");
  while (await publisher.round());
  return [mei!, ben!, sam!]
    .filter(({ agentId }) => told.includes(agentId))
    .map(({ name }) => name);
}

/** A customer writes to a queue in which Ben comes first. @returns the agent with the first offer */
async function rungFirst(): Promise<string | undefined> {
  const { context } = here.world;
  const queueId = await here.world.queue([ben!, mei!], { strategy: "hunt" });
  const page = await here.world.page({ type: "queue", id: queueId });
  const psid = digits(16);
  await here.world.write(page, { psid });
  while (await routeOnce(context));
  const offer = await context.db.prisma.offer.findFirst({
    where: { thread: { identity: { externalId: psid } }, endedAt: null },
    select: { agent: { select: { name: true } } },
  });
  return offer?.agent.name;
}

test("an agent at a killed process counts as gone for presence and offers, before anything is swept", async () => {
  expect(await toldOfPresence()).toEqual(["Mei", "Ben", "Sam"]);
  expect(await rungFirst()).toBe("Ben");
  other.kill("SIGKILL");
  await once(other, "exit");
  const dead = await nodeOf(ben!);
  const alive = await nodeOf(mei!);
  // Live processes write their heartbeat, and nothing renews that of the dead one.
  await vi.waitFor(
    async () =>
      expect((await nodeOf(mei!)).seenAt.getTime()).toBeGreaterThan(
        alive.seenAt.getTime(),
      ),
    { timeout: 4 * NODE_BEAT_MS },
  );
  expect(await nodeOf(ben!)).toEqual(dead);
  await ageNode(dead.id);
  expect(await presentOnTheBoard()).toEqual(["Mei", "Sam"]);
  // Only time tells a dead process from a live one, and time can be wrong: no event depends on it.
  expect(await toldOfPresence()).toEqual(["Mei", "Ben", "Sam"]);
  expect(await rungFirst()).toBe("Mei");
  const { agentConnection } = here.world.context.db.prisma;
  const left = { where: { agentId: ben!.agentId } };
  expect(await agentConnection.count(left)).toBeGreaterThan(0);
}, 60_000);

test("a process that was only taken for dead comes back, and its screens fetch again", async () => {
  const { id } = await nodeOf(sam!);
  const [, , socket] = sockets;
  const cut = new Promise((resolve) => socket!.once("disconnect", resolve));
  await ageNode(id);
  expect(await presentOnTheBoard()).toEqual([]);
  await cut;
  await vi.waitFor(
    async () => expect(await presentOnTheBoard()).toEqual(["Mei", "Sam"]),
    { timeout: 4 * NODE_BEAT_MS },
  );
  await vi.waitFor(() => expect(socket!.connected).toBe(true), {
    timeout: 4 * NODE_BEAT_MS,
  });
}, 60_000);
