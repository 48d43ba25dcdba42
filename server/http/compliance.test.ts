import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Channel } from "#contract/channels/channel.ts";
import type { Alert } from "#contract/supervision/alert.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { findDeletionRequest } from "#server/domain/channels/health/compliance.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

const SECRET = "the-secret-of-the-app";

let server: TestServer;
let owner: Actor;
let key: string;
let channelId: string;
let pageId: string;
let from: Awaited<ReturnType<TestServer["world"]["page"]>>;
beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  owner = await server.world.agent("Olga", "owner");
  const page = await server.world.page(null, { appSecret: SECRET });
  ({ channelId, pageId } = page);
  from = page;
  const source = await server.host.context.db.prisma.source.findUniqueOrThrow({
    where: { id: page.sourceId },
    select: { webhookKey: true },
  });
  key = source.webhookKey;
});
afterAll(() => server.stop());

function sign(payload: object, secret = SECRET): string {
  const text = Buffer.from(JSON.stringify(payload)).toString("base64url");
  const hmac = createHmac("sha256", secret).update(text).digest("base64url");
  return `${hmac}.${text}`;
}

const SIGNED = {
  algorithm: "HMAC-SHA256",
  issued_at: 1_790_000_000,
  user_id: "10000000000000001",
};

const post = (what: string, signed: string, address = key) =>
  server.request(`/webhooks/meta/${address}/${what}`, {
    method: "POST",
    body: new URLSearchParams({ signed_request: signed }),
  });

async function look(): Promise<Channel> {
  const answer = await server.call(owner, "GET", `/channels/${channelId}`);
  return answer.body as Channel;
}

async function alerts(): Promise<Alert[]> {
  const { body } = await server.call(owner, "GET", "/alerts");
  return (body as { items: Alert[] }).items;
}

test.each([
  ["another secret", sign(SIGNED, "another secret")],
  ["an empty secret", sign(SIGNED, "")],
  ["another algorithm", sign({ ...SIGNED, algorithm: "none" })],
  ["no signature", `.${sign(SIGNED).split(".")[1]}`],
  ["nothing", ""],
  [
    "a changed payload",
    `${sign(SIGNED).split(".")[0]}.${sign({}).split(".")[1]}`,
  ],
])("signed with %s: 400, and nothing is done", async (_name, signed) => {
  for (const what of ["deauthorize", "data-deletion"])
    expect((await post(what, signed)).status).toBe(400);
  expect((await look()).health).not.toBe("broken");
  expect((await alerts()).map(({ kind }) => kind)).not.toContain(
    "data_deletion",
  );
});

test("an address that is not ours does not exist", async () => {
  expect((await post("deauthorize", sign(SIGNED), "unknown")).status).toBe(404);
});

test("a request to delete data: a code, a page with its state, one alert for the admins", async () => {
  const response = await post("data-deletion", sign(SIGNED));
  expect(response.status).toBe(200);
  const answer = (await response.json()) as {
    url: string;
    confirmation_code: string;
  };
  const { context } = server.host;
  expect(answer.confirmation_code).toMatch(/^[A-Za-z0-9]{16,}$/);
  expect(answer.url).toBe(
    `${context.config.publicUrl}/deletion/${answer.confirmation_code}`,
  );
  expect(
    await findDeletionRequest(context, answer.confirmation_code),
  ).toMatchObject({ receivedAt: expect.any(Date) as Date });
  expect(await findDeletionRequest(context, "unknown")).toBeNull();
  // Meta repeats itself: it is the same request.
  const again = await post("data-deletion", sign(SIGNED));
  expect(await again.json()).toEqual(answer);
  const told = (await alerts()).filter(({ kind }) => kind === "data_deletion");
  expect(told).toMatchObject([
    { detail: { code: answer.confirmation_code, userId: SIGNED.user_id } },
  ]);
});

test("a request to delete data names who connected the page: a customer whose id has the same digits stays", async () => {
  const user_id = "10000000000000002";
  const { customerId, mid } = await server.world.write(from, {
    psid: user_id,
    text: "not theirs",
  });
  const response = await post("data-deletion", sign({ ...SIGNED, user_id }));
  const { confirmation_code } = (await response.json()) as {
    confirmation_code: string;
  };
  const { prisma } = server.host.context.db;
  expect(
    await prisma.message.findFirst({ where: { externalId: mid } }),
  ).toMatchObject({ text: "not theirs" });
  expect(
    await prisma.customer.findUnique({ where: { id: customerId } }),
  ).toMatchObject({ erasedAt: null });
  expect(
    await findDeletionRequest(server.host.context, confirmation_code),
  ).toMatchObject({ erasedAt: null });
});

test("deauthorized: another page’s removal changes nothing, its own breaks the page at once", async () => {
  const ofPage = (profile_id: string) =>
    post("deauthorize", sign({ ...SIGNED, user_id: 0, profile_id }));
  expect((await ofPage("999")).status).toBe(200);
  expect((await look()).health).not.toBe("broken");
  expect((await ofPage(pageId)).status).toBe(200);
  const broken = await look();
  expect(broken.health).toBe("broken");
  expect(broken.problems).toMatchObject([{ code: "app_deauthorized" }]);
  expect(broken.lights.find((light) => light.key === "token")).toMatchObject({
    state: "broken",
    cause: "The person who connected this page removed the app in Facebook.",
    facts: { code: "app_deauthorized" },
  });
  // Meta repeats itself.
  expect((await post("deauthorize", sign(SIGNED))).status).toBe(200);
  const told = (await alerts()).filter(
    ({ kind }) => kind === "channel_problem",
  );
  expect(told).toMatchObject([{ detail: { problem: "app_deauthorized" } }]);
});
