import { io } from "socket.io-client";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { NotificationPage } from "#contract/notifications/notification.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import {
  startMailSink,
  type MailSink,
} from "#server/pipeline/mail/test-sink.ts";
import { startPipeline, type Pipeline } from "#server/pipeline/run/pipeline.ts";
import { delivery, digits } from "#server/pipeline/test-world.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/** What a person has not seen is emailed, from outside: HTTP on one side, a real SMTP server on the other. */

let server: TestServer;
let pipeline: Pipeline;
let sink: MailSink;
let page: Awaited<ReturnType<TestServer["world"]["page"]>>;
let mei: Actor;
let ola: Actor;
let threadId: string;
let psid: string;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  pipeline = startPipeline(server.world.services, {
    role: "all",
    announceTo: server.live.sink,
  });
  sink = await startMailSink();
  await setUpMail(sink.port);
});
afterAll(async () => {
  await pipeline.stop();
  await server.stop();
  await sink.stop();
});

beforeEach(async () => {
  const { world } = server;
  sink.mails.length = 0;
  mei = await world.agent("Mei");
  ola = await world.agent("Ola");
  page = await world.page({ type: "queue", id: await world.queue([mei]) });
  psid = digits(16);
  threadId = await say("hi");
  await ok(mei, "POST", `/threads/${threadId}/take`, {});
  await ok(mei, "POST", `/threads/${threadId}/read`, {});
});

async function setUpMail(port: number): Promise<void> {
  const boss = await server.world.agent("Boss", "owner");
  const from = "Acme <parley@acme.example>";
  const host = "127.0.0.1";
  await ok(boss, "PATCH", "/settings/mail", { host, port, from });
}

async function say(text: string): Promise<string> {
  const mid = `m_${randomToken(20)}`;
  const item = { psid, timestamp: Date.now(), message: { mid, text } };
  const body = delivery(page.pageId, [item]);
  await server.world.services.intake.add({ ...page.from, body });
  return vi.waitUntil(async () => {
    const found = await server.world.context.db.prisma.message.findFirst({
      where: { externalId: mid },
      select: { threadId: true },
    });
    return found?.threadId;
  }, 20_000);
}

const ok: TestServer["ok"] = (...call) => server.ok(...call);

const mention = (text: string) =>
  ok(mei, "POST", `/threads/${threadId}/messages`, {
    kind: "note",
    text,
    mentions: [ola.agentId],
    clientId: newId(),
  });
const sql = (text: string, ...values: unknown[]) =>
  server.world.context.db.pool.query<Record<string, unknown>>(text, values);

const timerOf = ({ agentId }: Actor) =>
  sql(
    `select "dueAt" from timer where kind = 'unseen_mail' and key = $1`,
    agentId,
  );
/** Waits until the agent's timer runs longer than this. */
const isSetLater = (agent: Actor, ms: number) =>
  vi.waitUntil(async () => {
    const due = (await timerOf(agent)).rows[0]?.["dueAt"] as Date | undefined;
    return due !== undefined && due.getTime() > Date.now() + ms;
  }, 20_000);
/** Working hours on a day that is neither today nor tomorrow. */
const anotherDay = () => ({
  timeZone: "UTC",
  week: [{ day: (new Date().getUTCDay() + 3) % 7, from: "09:00", to: "17:00" }],
});

/** As if these minutes had gone by for an agent: all that tells the time is earlier by as much. */
async function pass(minutes: number, agent: Actor): Promise<void> {
  await vi.waitUntil(async () => (await timerOf(agent)).rowCount === 1, 20_000);
  await shift(minutes, agent);
}

/** In one statement: the pipeline must not look while only a part is earlier. */
async function shift(minutes: number, { agentId }: Actor): Promise<void> {
  const by = `- $2::int * interval '1 minute'`;
  await sql(
    `with notified as (update notification set "createdAt" = "createdAt" ${by} where "agentId" = $1::uuid),
      acted as (update agent set "actedAt" = "actedAt" ${by} where id = $1::uuid),
      owned as (update thread set "ownedSince" = "ownedSince" ${by} where "ownerId" = $1::uuid),
      written as (update message set "createdAt" = "createdAt" ${by}
        where "threadId" in (select id from thread where "ownerId" = $1::uuid))
      update timer set "dueAt" = "dueAt" ${by} where kind = 'unseen_mail' and key = $1::text`,
    agentId,
    minutes,
  );
}

/**
 * Lets time pass until the agent has so many emails. What the agent did last is written a moment later on a busy
 * machine and sets the timer again; then more time passes.
 */
async function passUntilMailed(agent: Actor, count: number): Promise<void> {
  await vi.waitUntil(
    async () => {
      if (mailsTo(agent).length >= count) return true;
      await shift(11, agent);
      return false;
    },
    { timeout: 20_000, interval: 300 },
  );
  await isDone(agent);
}

/** Waits until the agent's timer has run out and no email is under way. A message that is looked at late starts it again. */
const isDone = ({ agentId }: Actor) =>
  vi.waitUntil(async () => {
    const { rowCount } = await sql(
      `select from timer where kind = 'unseen_mail' and key = $1 and "dueAt" < now() + interval '1 minute'
       union all select from mail_job where state in ('queued', 'sending')`,
      agentId,
    );
    return rowCount === 0;
  }, 20_000);
const mailsTo = ({ email }: Actor) =>
  sink.mails.filter(({ to }) => [to].flat()[0]?.text === email);

test("a mention and a message that were seen nowhere come as one email, without their words and once", async () => {
  const locale = "zh-TW";
  const where = { id: ola.agentId };
  const { prisma } = server.world.context.db;
  await prisma.agent.update({ where, data: { locale }, select: { id: true } });
  await ok(mei, "POST", `/threads/${threadId}/participants`, {
    agentId: ola.agentId,
  });
  await mention("@Ola, a secret plan");
  await mention("@Ola, and another");
  await pass(9, ola);
  expect(mailsTo(ola)).toEqual([]);
  await passUntilMailed(ola, 1);
  const [mail] = mailsTo(ola);
  expect(mailsTo(ola)).toHaveLength(1);
  expect(mail?.text?.split("有人提及您 · Mei")).toHaveLength(3);
  expect(mail?.text).toContain(`http://localhost:3000/inbox/${threadId}`);
  expect(mail?.text).toContain("/settings/profile#notifications");
  expect(mail?.text).not.toContain("secret");

  await say("my secret");
  await passUntilMailed(mei, 1);
  expect(mailsTo(mei)).toHaveLength(1);
  expect(mailsTo(mei)[0]?.subject).toContain("New message");
  expect(mailsTo(mei)[0]?.text).not.toContain("secret");
  // As long as she has not opened it, the conversation is in no other email.
  await say("hello?");
  await pass(11, mei);
  await isDone(mei);
  expect(mailsTo(mei)).toHaveLength(1);
  // She wants the words, and has seen the conversation since.
  await ok(mei, "PATCH", "/me/notifications", { mailText: true });
  await ok(mei, "POST", `/threads/${threadId}/read`, {});
  await say("the blue one");
  await passUntilMailed(mei, 2);
  expect(mailsTo(mei)).toHaveLength(2);
  expect(mailsTo(mei)[1]?.text).toContain("“the blue one”");
});

test("a test by email goes to one's own address and says what the mail server answers", async () => {
  const run = () => ok(ola, "POST", "/me/notifications/test", { mail: true });
  expect(await run()).toMatchObject({ outcome: "accepted" });
  expect(mailsTo(ola)[0]?.subject).toBe("Test email from Parley");
  const away = await startMailSink();
  await away.stop();
  await setUpMail(away.port);
  expect(await run()).toMatchObject({
    outcome: "unreachable",
    detail: expect.stringContaining("ECONNREFUSED") as string,
  });
  await setUpMail(sink.port);
  const neither = await server.call(ola, "POST", "/me/notifications/test", {});
  expect(neither.status).toBe(422);
});

test("what was seen on any device is not emailed, even while the email waits for the mail server", async () => {
  await mention("@Ola?");
  await ok(ola, "POST", `/threads/${threadId}/read`, {});
  await pass(11, ola);
  await isDone(ola);

  const away = await startMailSink();
  await away.stop();
  await setUpMail(away.port);
  await mention("@Ola!");
  await pass(11, ola);
  const waits = () =>
    sql(
      `select from mail_job where "agentId" = $1 and attempts > 0`,
      ola.agentId,
    );
  await vi.waitUntil(async () => (await waits()).rowCount === 1, 20_000);
  await ok(ola, "POST", `/threads/${threadId}/read`, {});
  await setUpMail(sink.port);
  await isDone(ola);
  expect(mailsTo(ola)).toEqual([]);
  expect(
    (await sql(`select from mail_job where "agentId" = $1`, ola.agentId))
      .rowCount,
  ).toBe(0);
});

test("an email that waits for the mail server does not arrive off shift, but afterwards", async () => {
  const { prisma } = server.world.context.db;
  const where = { id: ola.agentId };
  const away = await startMailSink();
  await away.stop();
  await setUpMail(away.port);
  await mention("@Ola, by night");
  await pass(11, ola);
  const jobs = () =>
    sql(`select attempts from mail_job where "agentId" = $1`, ola.agentId);
  await vi.waitUntil(
    async () => Number((await jobs()).rows[0]?.["attempts"] ?? 0) > 0,
    20_000,
  );
  await prisma.agent.update({
    where,
    data: { shift: anotherDay() },
    select: { id: true },
  });
  await setUpMail(sink.port);
  await vi.waitUntil(async () => (await jobs()).rowCount === 0, 20_000);
  expect(sink.mails).toEqual([]);
  await isSetLater(ola, 24 * 3_600_000);
  await sql(`update agent set shift = null where id = $1`, ola.agentId);
  await sql(`update timer set "dueAt" = now() where key = $1`, ola.agentId);
  await passUntilMailed(ola, 1);
  expect(mailsTo(ola)).toHaveLength(1);
});

test("nothing is emailed while its reader is at the console, off shift, or does not want it", async () => {
  const { prisma } = server.world.context.db;
  const where = { id: ola.agentId };
  await server.world.sits(ola);
  await prisma.agentConnection.updateMany({
    where: { agentId: ola.agentId },
    data: { visible: true },
  });
  await mention("@Ola, on screen");
  await pass(11, ola);
  await isSetLater(ola, 5 * 60_000);
  await prisma.agentConnection.deleteMany({ where: { agentId: ola.agentId } });

  const shift = anotherDay();
  await prisma.agent.update({ where, data: { shift }, select: { id: true } });
  await pass(11, ola);
  await isSetLater(ola, 24 * 3_600_000);
  expect(mailsTo(ola)).toEqual([]);
  await ok(ola, "PATCH", "/me/notifications", { quietOffShift: false });
  await sql(`update timer set "dueAt" = now() where key = $1`, ola.agentId);
  await passUntilMailed(ola, 1);
  expect(mailsTo(ola)).toHaveLength(1);

  const kinds = { mention: { mail: false } };
  await ok(ola, "PATCH", "/me/notifications", { kinds });
  await mention("@Ola, unwanted");
  expect((await timerOf(ola)).rowCount).toBe(0);
  const refused = await server.call(ola, "PATCH", "/me/notifications", {
    kinds: { ring: { mail: true } },
  });
  expect(refused.status).toBe(422);
});

/** The agent opens a console and closes it again; both are written when this returns. */
async function visit(agent: Actor): Promise<void> {
  const { prisma } = server.world.context.db;
  const where = { agentId: agent.agentId };
  const socket = io(server.url, {
    forceNew: true,
    transports: ["websocket"],
    auth: { token: await server.token(agent) },
  });
  await vi.waitUntil(
    async () => (await prisma.agentConnection.count({ where })) === 1,
    20_000,
  );
  socket.close();
  await vi.waitUntil(
    async () => (await prisma.agentConnection.count({ where })) === 0,
    20_000,
  );
}

async function digestsOf(agent: Actor) {
  const page = await ok<NotificationPage>(agent, "GET", "/notifications");
  return page.items
    .filter(({ kind }) => kind === "digest")
    .map(({ detail }) => detail);
}
const leftHoursAgo = ({ agentId }: Actor, hours: number) =>
  sql(
    `update agent set "lastSeenAt" = now() - $2::int * interval '1 hour' where id = $1`,
    agentId,
    hours,
  );

test("who comes back after long gets one digest, and none where nothing waits", async () => {
  await mention("@Ola, while you are away");
  await leftHoursAgo(ola, 7);
  await visit(ola);
  expect(await digestsOf(ola)).toEqual([]);
  await leftHoursAgo(ola, 9);
  await visit(ola);
  await visit(ola);
  const expected = { waiting: 0, mentions: 1, leads: 0 };
  expect(await digestsOf(ola)).toEqual([expected]);
  await ok(ola, "POST", `/threads/${threadId}/read`, {});
  // The digest was written a day before she left again.
  await sql(
    `update notification set "createdAt" = "createdAt" - interval '1 day' where "agentId" = $1`,
    ola.agentId,
  );
  await leftHoursAgo(ola, 9);
  await visit(ola);
  expect(await digestsOf(ola)).toEqual([]);
});

test("a digest is emailed once a day or when the shift begins, and only while it says something new", async () => {
  await say("are you there?");
  const kinds = { digest: { mail: true } };
  await ok(mei, "PATCH", "/me/notifications", { kinds });
  await visit(mei);
  // The timer is set after the console is gone.
  const runs = () =>
    vi.waitUntil(async () => {
      const { rowCount } = await sql(
        `update timer set "dueAt" = now() where kind = 'digest' and key = $1`,
        mei.agentId,
      );
      return rowCount === 1;
    }, 20_000);
  const isSetAgain = () =>
    vi.waitUntil(async () => {
      const { rows } = await sql(
        `select from timer where kind = 'digest' and key = $1 and "dueAt" > now() + interval '23 hours'`,
        mei.agentId,
      );
      return rows.length === 1;
    }, 20_000);
  await leftHoursAgo(mei, 9);
  await runs();
  await isSetAgain();
  await isDone(mei);
  const [mail] = mailsTo(mei);
  expect(mail?.text).toContain("Conversations waiting for your reply: 1");
  expect(mail?.text).not.toContain("mentions");
  expect(await digestsOf(mei)).toHaveLength(1);
  await runs();
  await isSetAgain();
  await isDone(mei);
  expect(mailsTo(mei)).toHaveLength(1);

  const note = { kind: "note", text: "@Mei", mentions: [mei.agentId] };
  const boss = await server.world.agent("Boss", "owner");
  await ok(boss, "POST", `/threads/${threadId}/messages`, {
    ...note,
    clientId: newId(),
  });
  const week = [0, 1, 2, 3, 4, 5, 6].map((day) => ({
    day,
    from: "00:00",
    to: "24:00",
  }));
  await sql(
    `update agent set shift = $2::jsonb where id = $1`,
    mei.agentId,
    JSON.stringify({ timeZone: "UTC", week }),
  );
  await sql(
    `insert into timer (id, kind, key, "dueAt", payload)
     values ($2, 'shift', $1, now(), '{"isOn": false, "isLook": false}')`,
    mei.agentId,
    newId(),
  );
  await vi.waitUntil(() => mailsTo(mei).length === 2, 20_000);
  expect(mailsTo(mei)[1]?.text).toContain("new mentions of you: 1");
  // The digest replaces the email of the mention that she has not seen.
  expect((await timerOf(mei)).rowCount).toBe(0);
  const due = await sql(
    `select from notification where "agentId" = $1 and mail = 'due'`,
    mei.agentId,
  );
  expect(due.rowCount).toBe(0);
});
