import { afterAll, beforeAll, expect, test } from "vitest";
import { mailTemplates, type MailPreview } from "#contract/mail/mail-log.ts";
import { locales } from "#contract/base/locales.ts";
import type { MailSettings } from "#contract/mail/mail-settings.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import {
  startMailSink,
  type MailSink,
} from "#server/pipeline/mail/test-sink.ts";

/** The settings of mail, from outside, with a real SMTP server that asks for a password. */

let server: TestServer;
let owner: Actor;
let sink: MailSink;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  owner = await server.world.agent("Olga", "owner");
  sink = await startMailSink({
    authOptional: false,
    onAuth({ username, password }, _session, done) {
      if (username === "parley" && password === "open sesame")
        done(null, { user: username });
      else done(new Error("Bad credentials, friend"));
    },
    onMailFrom({ address }, _session, done) {
      if (address.endsWith("@acme.example")) done();
      else
        done(
          Object.assign(new Error("Not your domain"), { responseCode: 553 }),
        );
    },
  });
});
afterAll(async () => {
  await server.stop();
  await sink.stop();
});

const patch = (body: object) =>
  server.call(owner, "PATCH", "/settings/mail", body);
const tryOut = () =>
  server.call(owner, "POST", "/settings/mail/test", {
    to: "olga@acme.example",
  });

test("the test mail arrives, or the answer has the server's own words", async () => {
  expect(await tryOut()).toMatchObject({
    status: 422,
    body: { code: "mail_refused", detail: "No mail server is set up." },
  });
  const set = await patch({
    host: "127.0.0.1",
    port: sink.port,
    user: "parley",
    password: "wrong",
    from: "Acme <parley@acme.example>",
  });
  expect(set).toMatchObject({ status: 200, body: { hasPassword: true } });
  const refused = await tryOut();
  expect(refused.status).toBe(422);
  expect(JSON.stringify(refused.body)).toContain("Bad credentials, friend");

  await patch({ password: "open sesame" });
  expect(await tryOut()).toMatchObject({ status: 200 });
  const mail = await sink.mailTo("olga@acme.example");
  expect(mail.subject).toBe("Test email from Parley");

  await patch({ from: "someone@else.example" });
  const foreign = await tryOut();
  expect(foreign.body).toMatchObject({ detail: "553 Not your domain" });
});

test("the password never comes back, and another host forgets it", async () => {
  const set = await patch({ password: "very secret" });
  const got = await server.call(owner, "GET", "/settings/mail");
  const audit = await server.call(owner, "GET", "/audit");
  for (const { body } of [set, got, audit])
    expect(JSON.stringify(body)).not.toContain("very secret");
  const { body } = await patch({ host: "mail.acme.example" });
  expect((body as MailSettings).hasPassword).toBe(false);
});

test.each([
  [{ host: "https://mail.acme.example" }, "host"],
  [{ port: 0 }, "port"],
  [{ from: "not an address" }, "from"],
  [{ host: "mail.acme.example", from: null }, "from"],
])("%j is refused under %s", async (body, path) => {
  const answer = await patch(body);
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ errors: [{ path }] });
});

test("every template has a preview in every language, in both forms", async () => {
  for (const template of mailTemplates)
    for (const locale of locales) {
      const { status, body } = await server.call(
        owner,
        "GET",
        `/settings/mail/preview?template=${template}&locale=${locale}`,
      );
      expect(status).toBe(200);
      const { subject, text, html } = body as MailPreview;
      expect(`${subject}${text}`).not.toMatch(/[{}]|undefined/);
      expect(html).toContain(`<html lang="${locale}">`);
    }
});
