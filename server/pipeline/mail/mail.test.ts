import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { enqueueMail, type NewMail } from "#server/domain/mail/mail-jobs.ts";
import {
  getMailSettings,
  updateMailSettings,
} from "#server/domain/mail/mail-settings.ts";
import { createWorld, type World } from "#server/pipeline/test-world.ts";
import { sendMailOnce } from "./send-mails.ts";
import { startMailSink, type MailSink } from "./test-sink.ts";

/** Mails from the row to a real SMTP server, on a real Postgres. */

let world: World;
let boss: Actor;
let sink: MailSink;

beforeAll(async () => {
  world = createWorld(await testDatabase());
  boss = await world.agent("Boss", "owner");
  sink = await startMailSink();
});
beforeEach(async () => {
  sink.mails.length = 0;
  await world.context.db.pool.query("truncate mail_job, setting");
});
afterAll(() => sink.stop());

const never = new AbortController().signal;
const send = (signal = never) => sendMailOnce(world.context, signal);
const setUp = (port: number) =>
  updateMailSettings(world.context, boss, {
    host: "127.0.0.1",
    port,
    from: "Acme <parley@acme.example>",
  });

const enqueue = (mail: Partial<NewMail> = {}) =>
  inPrismaTransaction(world.context.db, (tx) =>
    enqueueMail(tx, {
      to: { agentId: boss.agentId },
      template: "invitation",
      data: { name: "Ada <b>", inviter: "Olga & Co", days: 7 },
      linkSealed: world.context.vault.seal("https://acme.example/i/secret"),
      ...mail,
    } as NewMail),
  );

async function jobs() {
  return world.context.db.prisma.mailJob.findMany({
    orderBy: { id: "asc" },
  });
}
const due = () =>
  world.context.db.pool.query(
    `update mail_job set "dueAt" = now(), "leaseTill" = case when state = 'sending' then now() - interval '1 s' end`,
  );

test("a mail arrives as text and as HTML, and its content is kept no longer", async () => {
  await setUp(sink.port);
  await enqueue();
  expect(await send()).toBe(true);
  expect(await send()).toBe(false);
  const [mail] = sink.mails;
  expect(sink.mails).toHaveLength(1);
  expect(mail?.from?.value[0]).toEqual({
    name: "Acme",
    address: "parley@acme.example",
  });
  expect(mail?.subject).toBe("Olga & Co invites you to Parley");
  expect(mail?.text).toContain("Hello Ada <b>,");
  expect(mail?.text).toContain("https://acme.example/i/secret");
  expect(mail?.html).toContain("Hello Ada &lt;b&gt;,");
  expect(mail?.html).toContain("Olga &amp; Co");
  const [job] = await jobs();
  expect(job).toMatchObject({ state: "sent", data: {}, linkSealed: null });
  expect(mail?.messageId).toBe(`<${job?.id}@acme.example>`);
});

test("without a mail server the mail is counted, and not sent once there is one", async () => {
  await enqueue();
  expect(await send()).toBe(false);
  const settings = await getMailSettings(world.context, boss);
  expect(settings.unsent.notSent).toBe(1);
  await setUp(sink.port);
  expect(await send()).toBe(false);
  expect(await jobs()).toMatchObject([{ state: "not_sent", linkSealed: null }]);
});

test("of mails with the same key one is sent; a disabled agent gets none", async () => {
  await setUp(sink.port);
  await enqueue({ dedupeKey: "once" });
  await enqueue({ dedupeKey: "once" });
  const gone = await world.agent("Gone");
  await world.context.db.prisma.agent.update({
    where: { id: gone.agentId },
    data: { disabledAt: new Date() },
  });
  await enqueue({ to: { agentId: gone.agentId } });
  while (await send());
  expect(sink.mails).toHaveLength(1);
});

test("a refused address ends the job with the server's words", async () => {
  const strict = await startMailSink({
    onRcptTo(_address, _session, done) {
      const error = new Error("5.1.1 No such user here");
      done(Object.assign(error, { responseCode: 550 }));
    },
  });
  await setUp(strict.port);
  await enqueue();
  await send();
  expect(await jobs()).toMatchObject([
    { state: "failed", error: "550 5.1.1 No such user here" },
  ]);
  expect((await getMailSettings(world.context, boss)).unsent.failed).toBe(1);
  await strict.stop();
});

test("while the server is away the mail waits; new settings send it at once", async () => {
  const away = await startMailSink();
  await away.stop();
  await setUp(away.port);
  await enqueue();
  await send();
  const [waiting] = await jobs();
  expect(waiting).toMatchObject({ state: "queued", attempts: 1 });
  expect(waiting?.error).toContain("ECONNREFUSED");
  expect(await send()).toBe(false);
  await setUp(sink.port);
  await send();
  expect(sink.mails).toHaveLength(1);
  expect(await jobs()).toMatchObject([{ state: "sent", error: null }]);
});

test("a process that ends before the hand-over leaves the mail to the next", async () => {
  const stopping = new AbortController();
  const slow = await startMailSink({
    onRcptTo: () => stopping.abort(), // never answered
  });
  await setUp(slow.port);
  await enqueue();
  await send(stopping.signal);
  expect(await jobs()).toMatchObject([{ state: "queued", handedOverAt: null }]);
  await setUp(sink.port);
  await send();
  expect(sink.mails).toHaveLength(1);
  await slow.stop();
});

test("a mail whose server took it and did not answer is uncertain, and never sent again", async () => {
  let taken = 0;
  const stopping = new AbortController();
  const silent = await startMailSink({
    onData(stream) {
      stream.resume().on("end", () => {
        taken += 1;
        stopping.abort(); // as a crash: no answer is read any more
      });
    },
  });
  await setUp(silent.port);
  await enqueue();
  await send(stopping.signal);
  expect(taken).toBe(1);
  expect(await jobs()).toMatchObject([
    { state: "uncertain", linkSealed: null },
  ]);
  await setUp(sink.port);
  await due();
  expect(await send()).toBe(false);
  expect(sink.mails).toHaveLength(0);
  await silent.stop();
});

test("a claim that a dead process left goes on by what it had recorded", async () => {
  await setUp(sink.port);
  await enqueue({ dedupeKey: "a" });
  await enqueue({ dedupeKey: "b" });
  await world.context.db.pool.query(
    `update mail_job set state = 'sending', "leaseTill" = now() - interval '1 s',
       "handedOverAt" = case when "dedupeKey" = 'a' then now() end`,
  );
  while (await send());
  expect(await jobs()).toMatchObject([
    { state: "uncertain" },
    { state: "sent" },
  ]);
  expect(sink.mails).toHaveLength(1);
});

test("a claim that another process has taken over hands nothing over", async () => {
  const { sql } = world.context.db;
  const late = await startMailSink({
    // The server is slow, and the claim expires meanwhile.
    onRcptTo(_address, _session, done) {
      void sql.$executeRaw`update mail_job set claims = claims + 1`.then(() =>
        done(),
      );
    },
    onData(stream, _session, done) {
      stream.resume().on("end", () => {
        sink.mails.push({} as never);
        done();
      });
    },
  });
  await setUp(late.port);
  await enqueue();
  await send();
  expect(await jobs()).toMatchObject([
    { state: "sending", handedOverAt: null },
  ]);
  await vi.waitFor(() => expect(sink.mails).toHaveLength(0), 30_000);
  await late.stop();
});

test("a link that has expired is not mailed", async () => {
  await setUp(sink.port);
  await enqueue({ goodUntil: new Date(Date.now() - 1) });
  await send();
  expect(sink.mails).toHaveLength(0);
  expect(await jobs()).toMatchObject([{ state: "failed" }]);
});
