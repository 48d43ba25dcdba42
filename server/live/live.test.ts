import { io, type Socket } from "socket.io-client";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
  vi,
} from "vitest";
import { EVENTS_VERSION } from "#contract/live/live-version.ts";
import type { OfferEnd } from "#contract/routing/offer-end.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newChannel, newThread } from "#server/domain/test-context.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { noAddresses, parseAddressList } from "#server/runtime/address-list.ts";

const THREAD = "0192f0c1-0000-7000-8000-000000000000";

let server: TestServer;
const opened: Socket[] = [];

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.disconnect();
});
afterAll(() => server.stop());

type Credentials = { token?: string; cookie?: string; origin?: string };

/** The open socket, or the message that refused it. */
function open({
  token,
  cookie,
  origin,
}: Credentials): Promise<Socket | string> {
  const socket = io(server.url, {
    forceNew: true,
    transports: ["websocket"],
    ...(token === undefined ? {} : { auth: { token } }),
    extraHeaders: { ...(cookie && { cookie }), ...(origin && { origin }) },
  });
  opened.push(socket);
  return new Promise((resolve) => {
    socket.on("connect", () => resolve(socket));
    socket.on("connect_error", ({ message }) => resolve(message));
  });
}

async function mustOpen(credentials: Credentials): Promise<Socket> {
  const socket = await open(credentials);
  if (typeof socket === "string") throw new Error(socket);
  return socket;
}

function next<T>(socket: Socket, event: string): Promise<T> {
  return new Promise((resolve) => void socket.once(event, resolve));
}

test("an unknown caller is refused with a message", async () => {
  expect(await open({})).toBe("unauthorized");
  expect(await open({ token: "parley_wrong" })).toBe("unauthorized");
  expect(await open({ cookie: "parley.session=forged" })).toBe("unauthorized");
});

test("the sockets of one agent are bounded, also when opened at once", async () => {
  const ada = await server.world.agent("Ada");
  const token = await server.token(ada);
  const all = await Promise.all(
    Array.from({ length: 60 }, () => open({ token })),
  );
  const refused = all.filter((socket) => socket === "too_many_sockets");
  expect(refused).toHaveLength(10);
  // Another agent is not affected, and a closed socket makes room.
  const ben = await server.world.agent("Ben");
  await mustOpen({ token: await server.token(ben) });
  for (const socket of all) if (typeof socket !== "string") socket.disconnect();
  await vi.waitFor(async () => {
    expect(typeof (await open({ token }))).toBe("object");
  }, 30_000);
});

test("a caller who is refused again and again is refused before anything is made for them", async () => {
  const other = await startTestServer(server.world.context.db, {
    trustedProxies: parseAddressList("127.0.0.1") ?? noAddresses,
  });
  const from = (address: string, token: string) =>
    new Promise<string>((resolve) => {
      const socket = io(other.url, {
        forceNew: true,
        reconnection: false,
        transports: ["websocket"],
        auth: { token },
        extraHeaders: { "x-forwarded-for": address },
      });
      opened.push(socket);
      socket.on("connect", () => resolve("connect"));
      socket.on("connect_error", ({ message }) => resolve(message));
    });
  try {
    const guesses = await Promise.all(
      Array.from({ length: 100 }, () => from("203.0.113.9", "parley_wrong")),
    );
    expect(new Set(guesses)).toEqual(new Set(["unauthorized"]));
    expect(await from("203.0.113.9", "parley_wrong")).toBe("websocket error");
    const token = await other.token(await other.world.agent("Ada"));
    expect(await from("198.51.100.7", token)).toBe("connect");
  } finally {
    for (const socket of opened.splice(0)) socket.disconnect();
    await other.stop();
  }
});

test("another site's page cannot use the cookie", async () => {
  const ada = await server.world.agent("Ada");
  const cookie = await server.cookie(ada);
  expect(await open({ cookie, origin: "https://evil.example" })).toBe(
    "unauthorized",
  );
  await mustOpen({ cookie, origin: "http://localhost:3000" });
});

test("a connected agent counts as a device before the client is connected, and no longer after it has gone", async () => {
  const ada = await server.world.agent("Ada");
  const { agentConnection } = server.world.context.db.prisma;
  const socket = await mustOpen({ token: await server.token(ada) });
  const where = { agentId: ada.agentId };
  expect(
    await agentConnection.findMany({ where, select: { id: true } }),
  ).toEqual([{ id: socket.id }]);
  socket.disconnect();
  await vi.waitFor(
    async () => expect(await agentConnection.count({ where })).toBe(0),
    30_000,
  );
});

test("events reach every screen of exactly those agents", async () => {
  const [ada, ben] = [
    await server.world.agent("Ada"),
    await server.world.agent("Ben"),
  ];
  const [one, two, other] = [
    await mustOpen({ token: await server.token(ada) }),
    await mustOpen({ cookie: await server.cookie(ada) }),
    await mustOpen({ token: await server.token(ben) }),
  ];
  const overheard = vi.fn();
  other.onAny(overheard);
  const payload = { threadId: THREAD };
  const heard = Promise.all([
    next(one, "thread.removed"),
    next(two, "thread.removed"),
  ]);
  server.live.sink.emit("thread.removed", payload, [ada.agentId]);
  expect(await heard).toEqual([payload, payload]);
  const last = next(other, "presence.updated");
  server.live.sink.emit(
    "presence.updated",
    {
      agentId: ada.agentId,
      presence: "away",
      text: null,
      message: null,
      until: null,
      since: new Date().toISOString(),
      reason: null,
    },
    [ben.agentId],
  );
  await last;
  expect(overheard).toHaveBeenCalledTimes(1);
});

test("an ended session, a revoked token, a disabled agent: the socket is closed and not admitted again", async () => {
  const boss = await server.world.agent("Boss", "owner");
  const [ada, ben, cem] = [
    await server.world.agent("Ada"),
    await server.world.agent("Ben"),
    await server.world.agent("Cem"),
  ];
  const cookie = await server.cookie(ada);
  const token = await server.token(ben);
  const cut = await Promise.all([
    mustOpen({ cookie }),
    mustOpen({ token }),
    mustOpen({ token: await server.token(cem) }),
  ]);
  const spared = await mustOpen({ token: await server.token(boss) });
  const gone = Promise.all(cut.map((socket) => next(socket, "disconnect")));
  await server.call(ada, "DELETE", `/agents/${ada.agentId}/sessions`);
  const { id } = await server.world.context.db.prisma.apiToken.findFirstOrThrow(
    {
      where: { agentId: ben.agentId },
    },
  );
  await server.call(ben, "DELETE", `/me/tokens/${id}`);
  await server.call(boss, "PATCH", `/agents/${cem.agentId}`, {
    disabled: true,
  });
  // The server ends the session, so the client must not reconnect.
  expect(await gone).toEqual(Array(3).fill("io server disconnect"));
  expect(await open({ cookie })).toBe("unauthorized");
  expect(spared.connected).toBe(true);
});

test("access ended in another process is found within seconds", async () => {
  const ada = await server.world.agent("Ada");
  const socket = await mustOpen({ cookie: await server.cookie(ada) });
  const gone = next(socket, "disconnect");
  await server.world.context.db.prisma.agent.update({
    where: { id: ada.agentId },
    data: { sessionVersion: { increment: 1 } },
  });
  expect(await gone).toBe("io server disconnect");
});

describe("two nodes on one database", () => {
  let nodes: [TestServer, TestServer];
  let ada: Actor;
  let sockets: Socket[];

  beforeAll(async () => {
    const db = await testDatabase();
    nodes = [
      await startTestServer(db, { among: true }),
      await startTestServer(db, { among: true }),
    ];
    ada = await nodes[0].world.agent("Ada");
  });
  afterAll(() => Promise.all(nodes.map((node) => node.stop())));
  beforeEach(async () => {
    const token = await nodes[0].token(ada);
    sockets = await Promise.all(
      nodes.map(async ({ url }) => {
        const socket = io(url, { forceNew: true, auth: { token } });
        opened.push(socket);
        await next(socket, "connect");
        return socket;
      }),
    );
  });

  /** The first node publishes until all have received it: a socket misses events from before it listens, and fetches. */
  async function expectHeardByAll(words: string): Promise<void> {
    const reason = words as OfferEnd; // of any length
    const payload = { threadId: THREAD, reason, agentId: null, by: null };
    const heard = sockets.map((socket) => next(socket, "offer.ended"));
    const telling = setInterval(() => {
      nodes[0].live.sink.emit("offer.ended", payload, [ada.agentId]);
    }, 50);
    expect(await Promise.all(heard)).toEqual([payload, payload]);
    clearInterval(telling);
  }

  test("publish to each other's screens", () => expectHeardByAll("short"));

  test("also an event too long for a NOTIFY", () =>
    expectHeardByAll("長".repeat(9_000)));

  /** A change of a conversation of hers that is too long for a NOTIFY. */
  async function announceLong(): Promise<string> {
    const { context } = nodes[0].world;
    const channelId = await newChannel(context);
    const { threadId, customerId } = await newThread(context, channelId, {
      ownerId: ada.agentId,
    });
    await context.db.prisma.customer.update({
      where: { id: customerId },
      data: { fields: { note: "x".repeat(9_000) } },
    });
    await announce(context.db.sql, [{ kind: "thread.updated", threadId }]);
    return threadId;
  }

  test("an event that could not leave is still stored, and leaves later", async () => {
    const { context } = nodes[0].world;
    const publisher = createEventPublisher(context, nodes[0].live.sink);
    await expectHeardByAll("ready");
    const threadId = await announceLong();
    const rename = (from: string, to: string) =>
      context.db.pool.query(`alter table parley_live.${from} rename to ${to}`);
    await rename("socket_io_attachments", "away");
    await expect(publisher.round()).rejects.toThrow("did not reach");
    await rename("away", "socket_io_attachments");
    const heard = sockets.map((socket) => next(socket, "thread.updated"));
    await publisher.round();
    const payload = { thread: { id: threadId } };
    expect(await Promise.all(heard)).toMatchObject([payload, payload]);
    expect(await context.db.prisma.announcement.count()).toBe(0);
  });

  test("open sockets get events also from a process that takes their nodes for dead", async () => {
    const { context } = nodes[0].world;
    const publisher = createEventPublisher(context, nodes[0].live.sink);
    await expectHeardByAll("ready");
    const threadId = await announceLong();
    // As it looks once the clock of the database was set, to a process that has read it since.
    await context.db.pool.query(
      `update node set "seenAt" = clock_timestamp() - interval '1 minute'`,
    );
    const heard = sockets.map((socket) => next(socket, "thread.updated"));
    await publisher.round();
    const payload = { thread: { id: threadId } };
    expect(await Promise.all(heard)).toMatchObject([payload, payload]);
  });

  test("a node whose sockets are closed publishes to the other until its end", async () => {
    const { db } = nodes[0].world.context;
    const leaving = await startTestServer(db, { among: true });
    await leaving.live.close();
    const payload = { threadId: THREAD, agentId: null };
    const heard = sockets.map((socket) => next(socket, "typing"));
    const telling = setInterval(() => {
      leaving.live.sink.emit("typing", payload, [ada.agentId]);
    }, 50);
    expect(await Promise.all(heard)).toEqual([payload, payload]);
    clearInterval(telling);
    await leaving.stop();
  });

  test("after a lost connection, screens come back, fetch, and receive events again", async () => {
    const { pool } = nodes[0].world.context.db;
    const cut = sockets.map((socket) => next(socket, "disconnect"));
    const back = sockets.map((socket) => next(socket, "connect"));
    await pool.query(`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'LISTEN%'`);
    expect(await Promise.all(cut)).toEqual(Array(2).fill("transport close"));
    await Promise.all(back);
    await expectHeardByAll("again");
    // The lost connection was released: the pool has not lost one.
    expect(pool.totalCount).toBeLessThanOrEqual(pool.options.max);
    expect(pool.waitingCount).toBe(0);
  });
});

test("a stop cuts the connection, so that clients reconnect", async () => {
  const own = await startTestServer(await testDatabase());
  const ada = await own.world.agent("Ada");
  const socket = io(own.url, {
    forceNew: true,
    auth: { token: await own.token(ada) },
  });
  opened.push(socket);
  await next(socket, "connect");
  const gone = next(socket, "disconnect");
  await own.stop();
  expect(await gone).toBe("transport close");
  expect(socket.active).toBe(true);
  const { agentConnection } = own.world.context.db.prisma;
  expect(await agentConnection.count({ where: { agentId: ada.agentId } })).toBe(
    0,
  );
});

test("a screen of another version gets an event, one of the same version and programs do not", async () => {
  const token = await server.token(await server.world.agent("Vera"));
  const heardWith = async (query: Record<string, string>) => {
    const heard: unknown[] = [];
    const socket = io(server.url, {
      forceNew: true,
      transports: ["websocket"],
      auth: { token },
      query,
    });
    opened.push(socket);
    socket.on("version.changed", (payload) => heard.push(payload));
    await next(socket, "connect");
    // The next event arrives behind it.
    const after = next(socket, "access.changed");
    server.live.sink.emit("access.changed", {}, [
      (
        await server.world.context.db.prisma.agent.findFirstOrThrow({
          where: { name: "Vera" },
          select: { id: true },
        })
      ).id,
    ]);
    await after;
    return heard;
  };
  expect(await heardWith({ events: "0" })).toEqual([
    { version: EVENTS_VERSION },
  ]);
  expect(await heardWith({ events: String(EVENTS_VERSION) })).toEqual([]);
  expect(await heardWith({})).toEqual([]);
});
