import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SEE_AS_MINUTES } from "#contract/people/see-as.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { forgetAgent } from "#server/domain/access/sign-in/sessions.ts";
import { sweepSeeingAs } from "#server/domain/people/see-as.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { newThread } from "#server/domain/test-context.ts";
import { openSocket } from "#server/live/test-socket.ts";
import { createEventPublisher } from "#server/pipeline/publish/event-publisher.ts";

/** The console as another person sees it, from outside. */

let server: TestServer;
let admin: Actor;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  admin = await server.world.agent("Admin", "admin");
});
afterAll(() => server.stop());

type Asked = { status: number; body: Record<string, unknown> };

async function ask(
  cookie: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Asked> {
  const answer = await server.request(`/api/v1${path}`, {
    method,
    headers: {
      cookie,
      "x-parley": "1",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    body: (text === "" ? {} : JSON.parse(text)) as Asked["body"],
  };
}

/** A conversation that waits where only this agent answers. */
async function threadOf(agent: Actor): Promise<{ threadId: string }> {
  const { world } = server;
  const queueId = await world.queue([agent]);
  const page = await world.page({ type: "queue", id: queueId });
  return newThread(world.context, page.channelId, { queueId });
}

const start = (cookie: string, { agentId }: Actor) =>
  ask(cookie, "POST", `/agents/${agentId}/see-as`);

async function audited(agent: Actor): Promise<unknown[]> {
  const { context } = server.world;
  return context.db.prisma.auditEntry.findMany({
    where: { targetId: agent.agentId, action: { startsWith: "agent.see_as" } },
    orderBy: { id: "asc" },
    select: { action: true, actorId: true, detail: true },
  });
}

const open = (cookie: string) => openSocket(server.url, { cookie });

const gone = (socket: Socket) =>
  new Promise((resolve) => socket.once("disconnect", resolve));

test("it reads with the person’s rights, changes nothing, and is in the audit log", async () => {
  const { world } = server;
  const mei = await world.agent("Mei");
  const cookie = await server.cookie(admin);
  expect((await ask(cookie, "GET", "/audit")).status).toBe(200);
  const started = await start(cookie, mei);
  expect(started.status).toBe(201);
  const minutes =
    (Date.parse(String(started.body["until"])) - Date.now()) / 60_000;
  expect(Math.round(minutes)).toBe(SEE_AS_MINUTES);

  const me = await ask(cookie, "GET", "/me");
  expect(me.body).toMatchObject({
    id: mei.agentId,
    role: "agent",
    seenBy: { id: admin.agentId, name: "Admin", ...started.body },
  });
  expect((await ask(cookie, "GET", "/audit")).body["code"]).toBe("forbidden");
  // A draft and a notification are hers alone.
  const { threadId } = await threadOf(mei);
  await server.call(mei, "PUT", `/threads/${threadId}/draft`, { text: "Half" });
  expect((await server.call(mei, "GET", "/drafts")).body).toMatchObject({
    items: [{ text: "Half" }],
  });
  for (const path of ["/drafts", "/notifications", "/offers", "/alerts"])
    expect((await ask(cookie, "GET", path)).body).toMatchObject({ items: [] });

  const writes: [string, string, unknown?][] = [
    ["PATCH", "/me/preferences", { keys: {} }],
    ["PATCH", "/me/presence", { presence: "available" }],
    ["POST", "/me/activity"],
    ["POST", `/threads/${threadId}/read`, {}],
    ["POST", `/threads/${threadId}/viewing`, { state: "viewing" }],
    ["POST", `/threads/${threadId}/typing`, {}],
    ["POST", `/threads/${threadId}/take`, {}],
    [
      "POST",
      `/threads/${threadId}/messages`,
      { kind: "message", text: "Hi", clientId: "seen" },
    ],
    ["POST", "/notifications/read", { all: true }],
    ["POST", "/me/tokens", {}],
    ["POST", `/agents/${admin.agentId}/see-as`],
    ["DELETE", `/me/sessions/${mei.agentId}`],
    ["GET", `/threads/${threadId}/draft`],
    ["GET", `/threads/${threadId}/transcript`],
  ];
  for (const [method, path, body] of writes) {
    const refused = await ask(cookie, method, path, body);
    expect([path, refused.status, refused.body["code"]]).toEqual([
      path,
      403,
      "read_only_view",
    ]);
  }
  for (const [method, path] of [
    ["POST", "/files"],
    ["PUT", "/me/photo"],
  ] as const) {
    const form = new FormData();
    form.append("file", new Blob(["text"]), "a.txt");
    const upload = await server.request(`/api/v1${path}`, {
      method,
      headers: { cookie, "x-parley": "1" },
      body: form,
    });
    expect([path, upload.status]).toEqual([path, 403]);
  }

  expect((await ask(cookie, "DELETE", "/me/see-as")).status).toBe(204);
  expect((await ask(cookie, "GET", "/me")).body).toMatchObject({
    id: admin.agentId,
    seenBy: null,
  });
  const actorId = admin.agentId;
  expect(await audited(mei)).toEqual([
    { action: "agent.see_as_started", actorId, detail: started.body },
    { action: "agent.see_as_ended", actorId, detail: { because: "left" } },
  ]);
});

test("sockets hear what the person may see, send nothing, and are no presence of theirs", async () => {
  const { world } = server;
  const ann = await world.agent("Ann");
  const stranger = await world.agent("Stan");
  const cookie = await server.cookie(admin);
  const publisher = createEventPublisher(world.context, server.live.sink);
  const own = await open(cookie);
  const cut = gone(own);
  expect((await start(cookie, ann)).status).toBe(201);
  // The tab that showed the admin’s own console connects again as the other.
  expect(await cut).toBe("io server disconnect");
  const socket = await open(cookie);
  const heard: string[] = [];
  socket.onAny((event: string) => heard.push(event));
  socket.emit("visible", true);
  const connections = await world.context.db.prisma.agentConnection.findMany({
    where: { agentId: ann.agentId },
    select: { watching: true, visible: true },
  });
  expect(connections).toEqual([{ watching: true, visible: false }]);

  const { threadId } = await threadOf(ann);
  const listener = await open(await server.cookie(ann));
  const drafted = new Promise((resolve) =>
    listener.once("draft.updated", resolve),
  );
  const typed: unknown[] = [];
  listener.on("typing", (payload) => typed.push(payload));
  socket.emit("typing", { threadId, on: true });
  await server.call(ann, "PUT", `/threads/${threadId}/draft`, { text: "Hm" });
  await publisher.round();
  await drafted;
  await server.call(ann, "POST", `/threads/${threadId}/take`, {});
  await publisher.round();
  await expect.poll(() => heard).toContain("thread.updated");
  expect(heard).not.toContain("draft.updated");
  expect(typed).toEqual([]);
  const hidden = await threadOf(stranger);
  expect((await ask(cookie, "GET", `/threads/${hidden.threadId}`)).status).toBe(
    404,
  );

  const over = gone(socket);
  expect((await ask(cookie, "DELETE", "/me/see-as")).status).toBe(204);
  expect(await over).toBe("io server disconnect");
  listener.close();
});

test("no one sees as themselves, with more rights, as a disabled person, or by a token", async () => {
  const owner = await server.world.agent("Olga", "owner");
  const away = await server.world.agent("Gone");
  await server.world.context.db.prisma.agent.update({
    where: { id: away.agentId },
    data: { disabledAt: new Date() },
  });
  const cookie = await server.cookie(admin);
  const codes = [];
  for (const agent of [admin, owner, away])
    codes.push((await start(cookie, agent)).body["code"]);
  expect(codes).toEqual(["not_supported", "forbidden", "wrong_state"]);
  const path = `/agents/${away.agentId}/see-as`;
  expect((await server.call(admin, "POST", path)).status).toBe(422);
  const supervisor = await server.world.agent("Sue", "supervisor");
  const asSue = await start(await server.cookie(supervisor), away);
  expect(asSue.body["code"]).toBe("forbidden");
  expect(await audited(owner)).toEqual([]);
});

test("it ends by itself, with the session, and when one of the two loses their access", async () => {
  const { world } = server;
  const { prisma } = world.context.db;
  const [late, signedOut, disabled] = [
    await world.agent("Late"),
    await world.agent("Signed"),
    await world.agent("Dora"),
  ];
  const boss = await world.agent("Boss", "admin");
  const cookies = new Map<Actor, string>();
  for (const agent of [late, signedOut, disabled]) {
    const cookie = await server.cookie(boss);
    cookies.set(agent, cookie);
    expect((await start(cookie, agent)).status).toBe(201);
  }
  const lateSocket = await open(cookies.get(late) ?? "");
  const cut = gone(lateSocket);
  await prisma.seeAs.updateMany({
    where: { agentId: late.agentId },
    data: { until: new Date(Date.now() - 1_000) },
  });
  await prisma.agent.update({
    where: { id: disabled.agentId },
    data: { disabledAt: new Date() },
  });
  const ended = await prisma.seeAs.findFirstOrThrow({
    where: { agentId: signedOut.agentId },
  });
  await prisma.agentSession.delete({ where: { id: ended.sessionId ?? "" } });
  forgetAgent(world.context, boss.agentId);

  expect(await cut).toBe("io server disconnect");
  for (const agent of [late, disabled])
    expect(
      (await ask(cookies.get(agent) ?? "", "GET", "/me")).body,
    ).toMatchObject({ id: boss.agentId, seenBy: null });
  expect((await ask(cookies.get(signedOut) ?? "", "GET", "/me")).status).toBe(
    401,
  );
  expect(await sweepSeeingAs(world.context)).toBe(3);
  expect(await sweepSeeingAs(world.context)).toBe(0);
  const reasons = [];
  for (const agent of [late, signedOut, disabled])
    reasons.push((await audited(agent)).at(-1));
  expect(reasons).toMatchObject([
    { detail: { because: "time" } },
    { detail: { because: "signed_out" } },
    { detail: { because: "access" } },
  ]);
});
