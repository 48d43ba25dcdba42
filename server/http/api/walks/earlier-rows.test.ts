import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase, type Database } from "#server/db/client.ts";
import { migrate } from "#server/db/migrate/migrate.ts";
import { readMigrations } from "#server/db/migrate/migrations.ts";
import { createEmptyDatabase } from "#server/db/test-database.ts";
import { secretsOf } from "#server/domain/channels/channel-secrets.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { TEST_WORLD_KEY } from "#server/pipeline/test-world.ts";
import { createVault, newId } from "#server/runtime/crypto.ts";
import { createLog } from "#server/runtime/log.ts";

/*
 * A database of the time when a channel was always a Facebook page, filled as
 * that version filled it. The later migrations must keep what the product reads.
 */

const ANY_CHANNEL = "20261128181500_any_channel";
const PAGE_ID = "104001234567890";
const PSID = "7300001234567890";
const log = createLog("silent");
const id = {
  owner: newId(),
  app: newId(),
  channel: newId(),
  gone: newId(),
  customer: newId(),
  identity: newId(),
  thread: newId(),
  question: newId(),
  answer: newId(),
  photo: newId(),
};

let db: Database;
let drop: () => Promise<void>;
let server: TestServer;

beforeAll(async () => {
  const empty = await createEmptyDatabase();
  drop = empty.drop;
  db = openDatabase({ url: empty.url, log });
  const migrations = readMigrations();
  const earlier = migrations.filter(({ name }) => name < ANY_CHANNEL);
  expect(earlier.length).toBeLessThan(migrations.length);
  await migrate(db.url, log, earlier);
  await fill();
  await migrate(db.url, log);
  server = await startTestServer(db);
});
afterAll(async () => {
  await server.stop();
  await db.close();
  await drop();
});

async function fill(): Promise<void> {
  const vault = createVault([TEST_WORLD_KEY]);
  const run = (sql: string, values: unknown[]) => db.pool.query(sql, values);
  await run(
    `insert into agent (id, email, name, role) values ($1, 'olga@example.com', 'Olga', 'owner')`,
    [id.owner],
  );
  await run(
    `insert into meta_app (id, "appId", "secretSealed", "webhookKey", "verifyTokenSealed", "verifiedAt")
     values ($1, '900123', $2, 'an-unguessable-key', $3, now())`,
    [id.app, vault.seal("app-secret"), vault.seal("verify-me")],
  );
  await run(
    `insert into channel (id, kind, name, "pageId", "metaAppId", "tokenSealed", "deletedAt") values
     ($1, 'messenger', 'Tea House', $2, $3, $4, null),
     ($5, 'messenger', 'Old Tea House', '104009', $3, $4, now())`,
    [id.channel, PAGE_ID, id.app, vault.seal("page-token"), id.gone],
  );
  await run(`insert into customer (id, name) values ($1, 'Ada Lovelace')`, [
    id.customer,
  ]);
  await run(
    `insert into identity (id, "channelId", "customerId", "externalId", "profileState", "profileDueAt")
     values ($1, $2, $3, $4, 'known', null)`,
    [id.identity, id.channel, id.customer, PSID],
  );
  await run(
    `insert into thread (id, "channelId", "customerId", "identityId", status, routing, "ownerId",
       "lastMessageId", "lastMessageAt", "lastCustomerAt", "inboundCount")
     values ($1, $2, $3, $4, 'open', 'owned', $5, $6, now(), now(), 1)`,
    [id.thread, id.channel, id.customer, id.identity, id.owner, id.answer],
  );
  await run(
    `insert into message (id, "threadId", "channelId", direction, kind, "authorType", "authorId", "authorName",
       text, status, "externalId", "replyToExternalId", "sentAt", "inboundCount")
     values ($1, $2, $3, 'in', 'message', 'customer', null, null, 'Is it open?', 'received', 'm_question', null, now() - interval '1 minute', 1),
            ($4, $2, $3, 'out', 'message', 'agent', $5, 'Olga', 'Until six.', 'delivered', 'm_answer', 'm_question', now(), 1)`,
    [id.question, id.thread, id.channel, id.answer, id.owner],
  );
  await run(
    `insert into attachment (id, "messageId", type, name, "mimeType", size, "sourceUrl", "storageKey", state)
     values ($1, $2, 'image', 'door.jpg', 'image/jpeg', 1234, 'https://cdn.example/door.jpg', 'ab/door', 'stored')`,
    [id.photo, id.question],
  );
  await run(
    `insert into delivery ("metaAppId", body, "receivedAt") values ($1, $2, now())`,
    [id.app, Buffer.from("{}")],
  );
}

async function read(path: string): Promise<unknown> {
  const owner = {
    agentId: id.owner,
    name: "Olga",
    email: "olga@example.com",
    role: "owner" as const,
    departmentIds: [],
  };
  const { status, body } = await server.call(owner, "GET", path);
  expect(status).toBe(200);
  return body;
}

test("a page of the earlier version is a channel of kind messenger, with its webhook", async () => {
  expect(await read("/channels")).toMatchObject({
    items: [
      {
        id: id.channel,
        type: "messenger",
        name: "Tea House",
        accountId: PAGE_ID,
        pageId: PAGE_ID,
        appId: "900123",
        enabled: true,
        webhookUrl: expect.stringMatching(
          /\/webhooks\/(meta|messenger)\/an-unguessable-key$/,
        ) as string,
        verifyToken: "verify-me",
      },
    ],
  });
});

test("its sealed secrets still open", async () => {
  const secrets = await secretsOf(server.world.context, id.channel);
  expect(secrets).toMatchObject({
    kind: "messenger",
    accountId: PAGE_ID,
    credentials: "page-token",
    secret: "app-secret",
    appId: "900123",
    options: {},
  });
});

test("its webhook address answers Meta as before", async () => {
  const query = "hub.mode=subscribe&hub.challenge=42&hub.verify_token=";
  for (const place of ["meta", "messenger"]) {
    const path = `/webhooks/${place}/an-unguessable-key?${query}`;
    const answer = await server.request(`${path}verify-me`);
    expect([answer.status, await answer.text()]).toEqual([200, "42"]);
    expect((await server.request(`${path}wrong`)).status).toBe(403);
  }
});

test("the conversation, its customer, messages and files are read as before", async () => {
  expect(await read("/threads")).toMatchObject({
    items: [
      {
        id: id.thread,
        channelId: id.channel,
        status: "open",
        owner: { id: id.owner, name: "Olga" },
        customer: { id: id.customer, name: "Ada Lovelace" },
        lastMessage: { id: id.answer, text: "Until six." },
      },
    ],
  });
  expect(await read(`/threads/${id.thread}/messages`)).toMatchObject({
    items: [
      {
        id: id.answer,
        status: "delivered",
        externalId: "m_answer",
        replyTo: { id: id.question, text: "Is it open?" },
      },
      {
        id: id.question,
        externalId: "m_question",
        attachments: [{ id: id.photo, type: "image", name: "door.jpg" }],
      },
    ],
  });
  expect(await read(`/customers/${id.customer}`)).toMatchObject({
    identities: [{ channelId: id.channel, externalId: PSID }],
  });
});

test("a stored delivery still belongs to its source", async () => {
  expect(await read("/deliveries")).toMatchObject({
    items: [{ state: expect.any(String) as string }],
  });
});
