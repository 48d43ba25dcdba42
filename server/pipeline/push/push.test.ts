import { createECDH, randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import type {
  PushPayload,
  PushSubscriptions,
  TestNotification,
} from "#contract/notifications/push.ts";
import type { Received } from "#server/channels/common/test-server.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

import { openPushWorld } from "./test-push-world.ts";

/** Pushes, from outside: a browser's keys on one side, the vendor's push service replaced at the network. */

// The decryption of the library's own encryption (RFC 8188); it has no types.
const { decrypt } = createRequire(import.meta.url)("http_ece") as {
  decrypt(
    body: Buffer,
    options: { version: string; privateKey: unknown; authSecret: string },
  ): Buffer;
};

/** A browser that has subscribed. */
type Device = {
  path: string;
  id: string;
  /** The payloads that reached it, decrypted, the oldest first. */
  pushes(): PushPayload[];
};

const { server, service, received, answers, takenThread } =
  await openPushWorld();
const { ok } = server;
let mei: Actor;
let ola: Actor;
let threadId: string;
let say: (text: string) => Promise<void>;
const screens: Socket[] = [];

beforeEach(async () => {
  mei = await server.world.agent("Mei");
  ola = await server.world.agent("Ola");
  ({ threadId, say } = await takenThread(mei));
});
afterAll(() => {
  for (const screen of screens) screen.close();
});

async function subscribe(actor: Actor): Promise<Device> {
  const keys = createECDH("prime256v1");
  keys.generateKeys();
  const authSecret = randomBytes(16).toString("base64url");
  const path = `/push/${randomToken(12)}`;
  const { id } = await ok<{ id: string }>(
    actor,
    "POST",
    "/me/push-subscriptions",
    {
      endpoint: service.url + path,
      keys: { p256dh: keys.getPublicKey("base64url"), auth: authSecret },
    },
  );
  const open = ({ body }: Received) =>
    JSON.parse(
      decrypt(Buffer.from(body), {
        version: "aes128gcm",
        privateKey: keys,
        authSecret,
      }).toString(),
    ) as PushPayload;
  return {
    path,
    id,
    pushes: () => received.filter((got) => got.path === path).map(open),
  };
}

const mention = (text: string) =>
  ok(mei, "POST", `/threads/${threadId}/messages`, {
    kind: "note",
    text,
    mentions: [ola.agentId],
    clientId: newId(),
  });
const bodies = (device: Device) => device.pushes().map(({ body }) => body);
const reached = (device: Device, text: string) =>
  vi.waitUntil(
    () => bodies(device).some((body) => body.includes(text)),
    20_000,
  );
const jobs = () => server.world.context.db.prisma.pushJob.count();
const idle = () => vi.waitUntil(async () => (await jobs()) === 0, 20_000);

test("a mention reaches each device of its reader, encrypted for it, and nobody else's", async () => {
  const [phone, desk, other] = [
    await subscribe(ola),
    await subscribe(ola),
    await subscribe(mei),
  ];
  await mention("@Ola, can we ship this?");
  await reached(phone, "can we ship this?");
  await reached(desk, "can we ship this?");
  const [push] = phone.pushes();
  expect(push).toMatchObject({
    url: `/inbox/${threadId}`,
    tag: threadId,
    body: "You were mentioned · Mei\n@Ola, can we ship this?",
  });
  const [got] = received.filter(({ path }) => path === phone.path);
  expect(got?.headers["authorization"]).toMatch(/^vapid t=.+, k=.+/);
  expect(got?.headers["content-encoding"]).toBe("aes128gcm");
  expect(Buffer.from(got?.body ?? "").toString()).not.toContain("ship");
  await idle();
  expect(bodies(other).join()).not.toContain("ship");
  const devices = await ok<PushSubscriptions>(
    ola,
    "GET",
    "/me/push-subscriptions",
  );
  expect(devices.items.map(({ error }) => error)).toEqual([null, null]);
  expect(devices.items.every((one) => one.lastAcceptedAt !== null)).toBe(true);
});

test("the owner's devices get the customer's messages, and no words if the owner does not want them there", async () => {
  const device = await subscribe(mei);
  // The message that began the conversation may come along.
  const told = () =>
    device.pushes().filter(({ body }) => !body.endsWith("\nhi"));
  await say("first secret");
  await reached(device, "first secret");
  // The icon of the installed app counts the conversation, which waits for her reply.
  expect(told()[0]?.badge).toBe(1);
  await ok(mei, "PATCH", "/me/notifications", { pushText: false });
  await say("second secret");
  await vi.waitUntil(() => told().length > 1, 20_000);
  expect(told()[1]).toMatchObject({
    title: "Parley",
    body: "New message",
  });
  // It is in the inbox, and not in the list of notifications.
  expect(await ok(mei, "GET", "/notifications")).toMatchObject({ items: [] });
  await ok(mei, "PATCH", "/me/notifications", {
    kinds: { message: { push: false } },
  });
  await say("third secret");
  await mention("@Ola");
  await idle();
  expect(told()).toHaveLength(2);
});

test("nothing is pushed while a tab is in sight, and again once it is not", async () => {
  const device = await subscribe(ola);
  const socket = io(server.url, {
    forceNew: true,
    transports: ["websocket"],
    auth: { token: await server.token(ola) },
  });
  screens.push(socket);
  await new Promise((resolve) => socket.once("connect", () => resolve(null)));
  const isVisible = (visible: boolean) =>
    vi.waitUntil(async () => {
      const { prisma } = server.world.context.db;
      const where = { agentId: ola.agentId, visible };
      return (await prisma.agentConnection.count({ where })) === 1;
    }, 20_000);
  socket.emit("visible", true);
  await isVisible(true);
  await mention("@Ola, on screen");
  await idle();
  socket.emit("visible", false);
  await isVisible(false);
  await mention("@Ola, in the pocket");
  await reached(device, "in the pocket");
  expect(bodies(device)).toHaveLength(1);
});

test("nothing is pushed outside of the working hours, unless the agent wants it", async () => {
  const device = await subscribe(ola);
  const { prisma } = server.world.context.db;
  await prisma.agent.update({
    where: { id: ola.agentId },
    data: {
      shift: {
        timeZone: "UTC",
        week: [
          {
            day: (new Date().getUTCDay() + 3) % 7,
            from: "09:00",
            to: "17:00",
          },
        ],
      },
    },
    select: { id: true },
  });
  await mention("@Ola, at night");
  await idle();
  expect(device.pushes()).toEqual([]);
  await ok(ola, "PATCH", "/me/notifications", { quietOffShift: false });
  await mention("@Ola, all the same");
  await reached(device, "all the same");
});

test("a device that its push service does not know any more is removed, and a busy service is asked again", async () => {
  const [gone, busy] = [await subscribe(ola), await subscribe(ola)];
  answers.set(gone.path, 410);
  answers.set(busy.path, 503);
  await mention("@Ola, are you there?");
  await vi.waitUntil(() => busy.pushes().length > 0, 20_000);
  answers.set(busy.path, 201);
  await idle();
  expect(busy.pushes().length).toBeGreaterThan(1);
  const { items } = await ok<PushSubscriptions>(
    ola,
    "GET",
    "/me/push-subscriptions",
  );
  expect(items.map(({ id }) => id)).toEqual([busy.id]);
});

test("a test says which link is broken", async () => {
  const device = await subscribe(ola);
  const run = async () =>
    await ok<TestNotification>(ola, "POST", "/me/notifications/test", {
      subscriptionId: device.id,
    });
  const first = await run();
  expect(first).toMatchObject({ outcome: "accepted", status: 201 });
  expect(device.pushes()[0]).toMatchObject({ id: first.id });
  answers.set(device.path, 403);
  expect(await run()).toMatchObject({ outcome: "refused", status: 403 });
  answers.set(device.path, 404);
  expect(await run()).toMatchObject({ outcome: "gone", status: 404 });
  const again = { subscriptionId: device.id };
  const after = await server.call(ola, "POST", "/me/notifications/test", again);
  expect(after.status).toBe(404);
});

test("a device belongs to its person, and the end of the session ends it", async () => {
  const device = await subscribe(ola);
  const path = `/me/push-subscriptions/${device.id}`;
  expect((await server.call(mei, "DELETE", path)).status).toBe(404);
  expect((await server.call(ola, "DELETE", path)).status).toBe(204);

  const endpoint = service.url + (await subscribe(ola)).path;
  const end = (actor: Actor) =>
    server.call(actor, "DELETE", "/me/push-subscriptions", { endpoint });
  expect((await end(mei)).status).toBe(404);
  expect((await end(ola)).status).toBe(204);
  expect((await end(ola)).status).toBe(404);

  const cookie = await server.cookie(ola);
  const keys = createECDH("prime256v1");
  keys.generateKeys();
  const made = await server.request("/api/v1/me/push-subscriptions", {
    method: "POST",
    headers: { cookie, "x-parley": "1", "content-type": "application/json" },
    body: JSON.stringify({
      endpoint: `${service.url}/push/of-a-session`,
      keys: {
        p256dh: keys.getPublicKey("base64url"),
        auth: randomBytes(16).toString("base64url"),
      },
    }),
  });
  expect(made.status).toBe(201);
  await server.world.context.db.prisma.agentSession.deleteMany({
    where: { agentId: ola.agentId },
  });
  expect(await ok(ola, "GET", "/me/push-subscriptions")).toMatchObject({
    items: [],
  });
});

test("one key pair for the installation, its private half sealed", async () => {
  const { prisma } = server.world.context.db;
  const asked = await Promise.all(
    [mei, ola].map((actor) => ok(actor, "GET", "/me/push-subscriptions")),
  );
  const [one, two] = asked as PushSubscriptions[];
  expect(one?.publicKey).toBe(two?.publicKey);
  const row = await prisma.setting.findUniqueOrThrow({
    where: { key: "push" },
  });
  expect(row.value).toEqual({ publicKey: one?.publicKey });
  expect(row.secretSealed).toMatch(/^v1\./);
});

test("each device gets what was chosen for it: everything, what is one’s own, or nothing for a while", async () => {
  const [all, mine, muted] = [
    await subscribe(ola),
    await subscribe(ola),
    await subscribe(ola),
  ];
  const choose = (device: Device, body: object) =>
    ok(ola, "PATCH", `/me/push-subscriptions/${device.id}`, body);
  await choose(mine, { wants: "mine" });
  const mutedUntil = new Date(Date.now() + 3_600_000).toISOString();
  expect(await choose(muted, { mutedUntil })).toMatchObject({
    wants: "all",
    mutedUntil,
  });
  await ok(mei, "POST", `/threads/${threadId}/participants`, {
    agentId: ola.agentId,
  });
  await reached(mine, "Mei");
  await idle();
  // The customer writes in a conversation that she only follows.
  await say("Is anyone there?");
  await reached(all, "Is anyone there?");
  await idle();
  expect(bodies(mine).join()).not.toContain("anyone");
  expect(bodies(muted)).toEqual([]);
  await choose(muted, { mutedUntil: null });
  await say("Hello again");
  await reached(muted, "Hello again");
  expect(
    await server.call(mei, "PATCH", `/me/push-subscriptions/${all.id}`, {}),
  ).toMatchObject({ status: 404 });
});

test("a new device of someone who supervises begins with what is their own; others with everything", async () => {
  const sue = await server.world.agent("Sue", "supervisor");
  for (const [actor, wants] of [
    [sue, "mine"],
    [mei, "all"],
  ] as const) {
    const { id } = await subscribe(actor);
    const { items } = await ok<PushSubscriptions>(
      actor,
      "GET",
      "/me/push-subscriptions",
    );
    expect(items.find((one) => one.id === id)).toMatchObject({
      wants,
      mutedUntil: null,
    });
  }
});
