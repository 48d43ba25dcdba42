import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LiveEvents } from "#contract/live/live-events.ts";
import type { ThreadViewer } from "#contract/threads/viewing.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { openSocket } from "#server/live/test-socket.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** The screens that have a thread open, and no others, show the agents who have it open. */

let server: TestServer;
let mei: Actor;
let jun: Actor;
let otto: Actor;
let threadId: string;
let channelId: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  jun = await world.agent("Jun", "supervisor");
  otto = await world.agent("Otto");
  const queueId = await world.queue([mei]);
  const page = await world.page({ type: "queue", id: queueId });
  ({ channelId } = page);
  const thread = await newThread(world.context, channelId, {
    ownerId: mei.agentId,
    queueId,
  });
  threadId = thread.threadId;
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await server.stop();
});

/** The last viewers that this agent's screen was told of. */
async function screenOf(actor: Actor) {
  const socket = io(server.url, {
    transports: ["websocket"],
    auth: { token: await server.token(actor) },
  });
  sockets.push(socket);
  const told: ThreadViewer[][] = [];
  socket.on("viewers.updated", (event: LiveEvents["viewers.updated"]) => {
    if (event.threadId === threadId) told.push(event.viewers);
  });
  await new Promise<void>((resolve, reject) => {
    socket.on("connect", resolve);
    socket.on("connect_error", reject);
  });
  return told;
}
const say = (actor: Actor, state: string) =>
  server.call(actor, "POST", `/threads/${threadId}/viewing`, { state });
const states = (viewers: ThreadViewer[] | undefined) =>
  viewers?.map(({ name, state }) => `${name} ${state}`);

test("viewers come, write and go, live", async () => {
  const mine = await screenOf(mei);
  const others = await screenOf(otto);
  expect((await say(mei, "viewing")).status).toBe(204);
  await say(jun, "viewing");
  await expect
    .poll(() => states(mine.at(-1)))
    .toEqual(["Mei viewing", "Jun viewing"]);
  await say(jun, "typing");
  await expect
    .poll(() => states(mine.at(-1)))
    .toEqual(["Mei viewing", "Jun typing"]);
  const { body } = await server.call(
    mei,
    "GET",
    `/threads/${threadId}/viewers`,
  );
  expect(states((body as { items: ThreadViewer[] }).items)).toEqual([
    "Mei viewing",
    "Jun typing",
  ]);
  await say(jun, "left");
  await expect.poll(() => states(mine.at(-1))).toEqual(["Mei viewing"]);
  expect(others).toEqual([]);
  expect((await say(otto, "viewing")).status).toBe(404);
  expect(
    (await server.call(otto, "GET", `/threads/${threadId}/viewers`)).status,
  ).toBe(404);
});

test("the end of typing brings no one back who has left", async () => {
  await server.call(jun, "POST", `/threads/${threadId}/typing`, { on: true });
  await say(jun, "left");
  await server.call(jun, "POST", `/threads/${threadId}/typing`, { on: false });
  const { body } = await server.call(
    mei,
    "GET",
    `/threads/${threadId}/viewers`,
  );
  expect(states((body as { items: ThreadViewer[] }).items)).not.toContain(
    "Jun viewing",
  );
});

test("a screen with rows hears of those it may see, and of no others", async () => {
  const hidden = await newThread(server.world.context, channelId, {
    ownerId: otto.agentId,
  });
  await say(mei, "left");
  await say(jun, "viewing");
  const socket = await openSocket(server.url, {
    token: await server.token(mei),
  });
  sockets.push(socket);
  const told: string[] = [];
  socket.on("viewers.updated", (event: LiveEvents["viewers.updated"]) =>
    told.push(`${event.threadId} ${String(states(event.viewers))}`),
  );
  const ask = (ids: string[]) =>
    socket.timeout(10_000).emitWithAck("rows", ids) as Promise<{
      items: LiveEvents["viewers.updated"][];
    }>;
  const { items } = await ask([threadId, hidden.threadId]);
  expect(items.map((item) => [item.threadId, states(item.viewers)])).toEqual([
    [threadId, ["Jun viewing"]],
  ]);
  await server.call(otto, "POST", `/threads/${hidden.threadId}/viewing`, {
    state: "viewing",
  });
  await say(jun, "open");
  await expect.poll(() => told).toEqual([`${threadId} Jun open`]);
  // Rows that are gone from the screen are told of no more; nonsense changes nothing.
  socket.emit("rows", "nonsense");
  await ask([]);
  await say(jun, "viewing");
  await say(jun, "left");
  await ask([threadId]);
  await say(jun, "typing");
  await expect.poll(() => told.slice(1)).toEqual([`${threadId} Jun typing`]);
});
