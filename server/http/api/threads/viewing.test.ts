import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LiveEvents } from "#contract/live/live-events.ts";
import type { ThreadViewer } from "#contract/threads/viewing.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newThread } from "#server/domain/test-context.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** The screens that have a thread open, and no others, show the agents who have it open. */

let server: TestServer;
let mei: Actor;
let jun: Actor;
let otto: Actor;
let threadId: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  jun = await world.agent("Jun", "supervisor");
  otto = await world.agent("Otto");
  const queueId = await world.queue([mei]);
  const page = await world.page({ type: "queue", id: queueId });
  const thread = await newThread(world.context, page.channelId, {
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
