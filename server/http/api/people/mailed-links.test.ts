import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { hashPassword } from "#server/domain/access/sign-in/passwords.ts";
import { signIn } from "#server/domain/access/sign-in/sessions.ts";
import {
  recordLooks,
  type Look,
} from "#server/domain/channels/health/health.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { sendMailOnce } from "#server/pipeline/mail/send-mails.ts";
import {
  startMailSink,
  type MailSink,
} from "#server/pipeline/mail/test-sink.ts";

/** Mails that people get, from outside, through a real SMTP server. */

const PASSWORD = "correct horse battery";
let server: TestServer;
let owner: Actor;
let sink: MailSink;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  owner = await server.world.agent("Olga", "owner");
  sink = await startMailSink();
  await server.call(owner, "PATCH", "/settings/mail", {
    host: "127.0.0.1",
    port: sink.port,
    from: "parley@acme.example",
  });
});
beforeEach(() => {
  sink.mails.length = 0;
});
afterAll(async () => {
  await server.stop();
  await sink.stop();
});

async function sendAll(): Promise<void> {
  const never = new AbortController().signal;
  while (await sendMailOnce(server.world.context, never));
}

async function withPassword(name: string): Promise<Actor> {
  const actor = await server.world.agent(name);
  await server.world.context.db.prisma.agent.update({
    where: { id: actor.agentId },
    data: { passwordHash: await hashPassword(PASSWORD) },
  });
  return actor;
}

const post = (path: string, body: object) =>
  server.call(null, "POST", path, body);
const signsIn = ({ email }: Actor, password: string) =>
  signIn(server.world.context, { email, password });

async function linkMailedTo({ email }: { email: string }, path: string) {
  await sendAll();
  const { text } = await sink.mailTo(email);
  return new RegExp(`http://localhost:3000/${path}/(\\S+)`).exec(
    text ?? "",
  )?.[1];
}

test("an invitation is mailed; its link sets the password", async () => {
  const email = "new.person@acme.example";
  const made = await server.call(owner, "POST", "/agents", {
    name: "New <Person>",
    email,
  });
  expect(made).toMatchObject({ status: 201, body: { invitationMailed: true } });
  const token = await linkMailedTo({ email }, "invitation");
  expect((made.body as { invitationUrl: string }).invitationUrl).toContain(
    token,
  );
  const accepted = await post("/invitations/accept", {
    token,
    password: PASSWORD,
  });
  expect(accepted.status).toBe(201);
});

describe("a password reset", () => {
  test("sets the password once and ends the sessions", async () => {
    const ada = await withPassword("Ada");
    const cookie = await server.cookie(ada);
    expect((await post("/password-reset", { email: ada.email })).status).toBe(
      202,
    );
    const token = await linkMailedTo(ada, "reset-password");
    const set = { token, password: "a new password" };
    expect((await post("/password-reset/confirm", set)).status).toBe(204);
    expect(await signsIn(ada, PASSWORD)).toBeNull();
    expect(await signsIn(ada, "a new password")).not.toBeNull();
    const me = await server.request("/api/v1/me", { headers: { cookie } });
    expect(me.status).toBe(401);
    expect((await post("/password-reset/confirm", set)).status).toBe(404);
  });

  test("expires after an hour", async () => {
    const ben = await withPassword("Ben");
    await post("/password-reset", { email: ben.email });
    const token = await linkMailedTo(ben, "reset-password");
    await server.world.context.db.pool.query(
      `update agent set "resetExpiresAt" = now() - interval '1 second' where id = $1`,
      [ben.agentId],
    );
    const late = await post("/password-reset/confirm", {
      token,
      password: PASSWORD,
    });
    expect(late.status).toBe(404);
  });

  test("does not tell who has an account, and mails no one else", async () => {
    const gone = await withPassword("Gone");
    await server.call(owner, "PATCH", `/agents/${gone.agentId}`, {
      disabled: true,
    });
    const invited = await server.world.agent("Invited");
    for (const email of ["no.one@acme.example", gone.email, invited.email])
      expect(await post("/password-reset", { email })).toMatchObject({
        status: 202,
        body: {},
      });
    await sendAll();
    expect(sink.mails).toEqual([]);
  });

  test("is limited, and a second request at once sends no second mail", async () => {
    const cem = await withPassword("Cem");
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1)
      statuses.push(
        (await post("/password-reset", { email: cem.email })).status,
      );
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
    await sendAll();
    expect(sink.mails).toHaveLength(1);
  });

  test("is void once the password has changed otherwise", async () => {
    const dora = await withPassword("Dora");
    await post("/password-reset", { email: dora.email });
    const token = await linkMailedTo(dora, "reset-password");
    await server.call(owner, "PATCH", `/agents/${dora.agentId}`, {
      password: "set by an admin",
    });
    const late = await post("/password-reset/confirm", {
      token,
      password: PASSWORD,
    });
    expect(late.status).toBe(404);
  });
});

test("a page that stops working is mailed once to those who can mend it, and so is the end of it", async () => {
  const { world } = server;
  const admin = await world.agent("Admin", "admin");
  const [own, other] = [
    await world.agent("Own", "supervisor"),
    await world.agent("Other", "supervisor"),
  ];
  const page = await world.page(null);
  await world.context.db.prisma.channel.update({
    where: { id: page.channelId },
    data: { name: "Tea & <Co>", departmentId: await world.department([own]) },
  });
  await world.department([other]);
  const look = (codes: Look["found"][number]["code"][]) =>
    inSqlTransaction(world.context.db, (tx) =>
      recordLooks(
        tx,
        page.channelId,
        [
          {
            source: "token",
            found: codes.map((code) => ({ code, detail: null })),
          },
        ],
        new Date(),
      ),
    );
  const readers = () =>
    sink.mails
      .map(({ to, subject }) => `${[to].flat()[0]?.text} ${subject}`)
      .sort();

  await look(["token_dead"]);
  await look(["token_dead", "permission_missing"]);
  await sendAll();
  const broken = "Tea & <Co> isn’t working";
  expect(readers()).toEqual(
    [owner, admin, own].map(({ email }) => `${email} ${broken}`).sort(),
  );
  const mail = await sink.mailTo(admin.email);
  expect(mail.html).toContain("Tea &amp; &lt;Co&gt;");
  expect(mail.text).toContain(`/settings/channels/${page.channelId}`);

  sink.mails.length = 0;
  await look([]);
  await sendAll();
  expect(readers()).toEqual(
    [owner, admin, own]
      .map(({ email }) => `${email} Tea & <Co> works again`)
      .sort(),
  );

  sink.mails.length = 0;
  await look(["data_access_ending"]);
  await look(["data_access_ending"]);
  await sendAll();
  expect(readers()).toHaveLength(3);
});
