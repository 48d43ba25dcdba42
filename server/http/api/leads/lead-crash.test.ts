import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import type { Lead, LeadAttempt } from "#contract/leads/lead.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  startTestProcess,
  type TestProcess,
} from "#server/http/test-process.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import {
  startMailSink,
  type MailSink,
} from "#server/pipeline/mail/test-sink.ts";
import { TEST_WORLD_KEY } from "#server/pipeline/test-world.ts";
import {
  APP,
  PAGE,
  startTestWorld,
  type TestWorld,
} from "#simulator/test-world.ts";

/**
 * A process that is killed at each step of a lead: after the webhook's 200,
 * while Meta is asked, within the transaction that maps and assigns, and while
 * the mail is on its way. The next process goes on, and everything happens once.
 */

const WAIT = { timeout: 60_000, interval: 50 };
const EMAIL = "kim@example.org";
const NEVER_MS = 600_000;

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-leads-"));
let meta: TestWorld;
let here: TestServer;
let sink: MailSink;
let holdMail = false;
let mailsHeld = 0;
let owner: Actor;
let ada: Actor;
let page: Channel;
let running: TestProcess | null = null;

beforeAll(async () => {
  meta = await startTestWorld();
  here = await startTestServer(await testDatabase(), {
    metaGraphUrl: meta.simulator.url,
  });
  sink = await startMailSink({
    onRcptTo(_address, _session, done) {
      if (holdMail) mailsHeld += 1;
      else done();
    },
  });
  owner = await here.world.agent("Olga", "owner");
  ada = await here.world.agent("Ada");
  page = await ok<Channel>("POST", "/channels", {
    pageId: PAGE.pageId,
    pageToken: PAGE.token,
    appId: APP.appId,
    appSecret: APP.appSecret,
  });
  await ok("PATCH", "/settings/mail", {
    host: "127.0.0.1",
    port: sink.port,
    from: "parley@acme.example",
  });
  await ok("PATCH", `/leads/pages/${page.id}`, {
    assignTo: { type: "agent", id: ada.agentId },
  });
}, 120_000);
afterAll(async () => {
  await running?.kill();
  await here.stop();
  await meta.stop();
  await sink.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

const ok = <T = unknown>(method: string, path: string, body?: object) =>
  here.ok<T>(owner, method, path, body);

const prisma = () => here.host.context.db.prisma;

/** The next process, after the one before was killed. Its webhook is Meta's. */
async function start(role: "web" | "all" = "all"): Promise<TestProcess> {
  running = await startTestProcess({
    databaseUrl: here.host.context.db.url,
    dataDir,
    encryptionKey: TEST_WORLD_KEY,
    graphUrl: meta.simulator.url,
    role,
  });
  await meta.control("POST", `/apps/${APP.appId}/webhook`, {
    callbackUrl: running.url + new URL(page.webhookUrl).pathname,
    verifyToken: page.verifyToken,
  });
  return running;
}

/** A dead process keeps its claims until their leases end. */
const endLeases = () =>
  here.host.context.db.pool.query(`
    with claimed as (update lead set "dueAt" = now() where state = 'pending' returning id)
    update mail_job set "leaseTill" = now() - interval '1 s' where state = 'sending'`);

const state = async () => {
  const { items } = await ok<{ items: Lead[] }>("GET", "/leads");
  return items.map((lead) => lead.state);
};

test("kill -9 at every step: the lead comes once, complete, with one alert and one mail to its assignee", async () => {
  // 1. The webhook is answered with 200, and nothing of it is applied.
  const web = await start("web");
  await meta.control("POST", `/pages/${PAGE.pageId}/leads`, {
    fields: { full_name: "Kim Once", email: EMAIL },
  });
  await expect.poll(() => prisma().delivery.count(), WAIT).toBe(1);
  await web.kill();
  expect(await state()).toEqual([]);

  // 2. It is applied, and Meta is asked for the details and does not answer.
  await meta.control("PATCH", "/faults", { graphLatencyMs: NEVER_MS });
  const asking = await start();
  await expect
    .poll(async () => (await prisma().lead.findFirst())?.claims, WAIT)
    .toBe(1);
  await asking.kill();
  expect(await state()).toEqual(["pending"]);

  // 3. The details are fetched; the transaction that maps, joins and assigns is half done.
  await meta.control("PATCH", "/faults", { graphLatencyMs: 0 });
  await endLeases();
  const unlock = await lockContact();
  const mapping = await start();
  await expect.poll(waitingForLocks, WAIT).toBeGreaterThan(0);
  await mapping.kill();
  await unlock();
  expect(await state()).toEqual(["pending"]);
  expect(await prisma().customer.count()).toBe(0);

  // 4. The lead is complete and assigned; the mail server has not taken the mail yet.
  holdMail = true;
  await endLeases();
  const mailing = await start();
  await expect.poll(() => mailsHeld, WAIT).toBe(1);
  expect(await state()).toEqual(["synced"]);
  await mailing.kill();

  // 5. The next process ends what is left.
  holdMail = false;
  await endLeases();
  const last = await start();
  await expect.poll(() => sink.mails.length, WAIT).toBe(1);
  expect(sink.mails[0]?.subject).toContain("Kim Once");
  await expect
    .poll(() => prisma().mailJob.findMany({ select: { state: true } }), WAIT)
    .toEqual([{ state: "sent" }]);
  await last.stop();
  await expectOnce();
}, 300_000);

async function expectOnce(): Promise<void> {
  const { items } = await ok<{ items: Lead[] }>("GET", "/leads");
  const [lead] = items;
  expect(items).toMatchObject([
    {
      state: "synced",
      contact: { name: "Kim Once", email: EMAIL },
      owner: { id: ada.agentId },
    },
  ]);
  const { items: history } = await ok<{ items: LeadAttempt[] }>(
    "GET",
    `/leads/${lead?.id}/attempts`,
  );
  expect(history.map(({ outcome }) => outcome)).toEqual(["synced", "received"]);
  expect(await prisma().customer.count()).toBe(1);
  expect(await prisma().alert.count({ where: { kind: "lead_assigned" } })).toBe(
    1,
  );
  expect(sink.mails).toHaveLength(1);
}

/** Holds the lock under which a lead of this address gets its customer. @returns what releases it */
async function lockContact(): Promise<() => Promise<void>> {
  const client = await here.host.context.db.pool.connect();
  await client.query("begin");
  await client.query("set local idle_in_transaction_session_timeout = 0");
  await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
    `lead contact ${EMAIL}`,
  ]);
  return async () => {
    await client.query("rollback");
    client.release();
  };
}

async function waitingForLocks(): Promise<number> {
  const { rows } = await here.host.context.db.pool.query<{ count: number }>(`
    select count(*)::int as count from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`);
  return rows[0]?.count ?? 0;
}
