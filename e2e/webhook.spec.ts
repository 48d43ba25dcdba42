import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { openDatabase } from "#server/db/client.ts";
import type { Database } from "#server/db/client.ts";
import { createLog } from "#server/runtime/log.ts";
import {
  asciiJson,
  envelope,
  newMid,
  newPsid,
  post,
  signature,
  textItem,
} from "./harness/delivery.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { META_APP, PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** Signed deliveries by plain HTTP, as an integrator or Meta itself sends them. */

const MIB = 1024 * 1024;
const pageId = PAGES[0].pageId;
let company: TestCompany;
let url: string;
let db: Database;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  url = company.channel.webhookUrl;
  db = openDatabase({
    url: company.databaseUrl ?? "",
    log: createLog("warn"),
    poolSize: 1,
  });
});
test.afterAll(async () => {
  await db.close();
  await company.close();
});

/** Signed as Meta signs; the answer. */
function send(bytes: Uint8Array | string) {
  return post(url, bytes, {
    "x-hub-signature-256": signature(bytes, META_APP.appSecret),
  });
}

function sendItems(...items: object[]) {
  return send(asciiJson(envelope(pageId, items)));
}

/** A text of somebody new; what has been said to or by them, oldest first, once `count` messages are there. */
async function conversation(psid: string, count: number): Promise<Message[]> {
  const { id } = await company.threadOf(psid);
  await expect
    .poll(async () => (await said(id)).length)
    .toBeGreaterThanOrEqual(count);
  return said(id);
}

async function said(threadId: string): Promise<Message[]> {
  const all = await company.owner.api.all<Message>(
    `/threads/${threadId}/messages`,
  );
  return all.filter(({ kind }) => kind === "message").reverse();
}

/** Deliveries in the database, applied or not. */
async function stored(): Promise<number> {
  const { rows } = await db.pool.query<{ count: string }>(
    "select count(*) from delivery",
  );
  return Number(rows[0]?.count);
}

function threadCount(): Promise<number> {
  return company.owner.api
    .all<Thread>("/threads")
    .then((threads) => threads.length);
}

test.describe("the check of the address", () => {
  const ask = (query: Record<string, string>, at = url) =>
    fetch(`${at}?${new URLSearchParams(query).toString()}`);

  test("the right token gets the bare challenge as plain text", async () => {
    const response = await ask({
      "hub.mode": "subscribe",
      "hub.verify_token": company.channel.verifyToken,
      "hub.challenge": "1158201444",
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(await response.text()).toBe("1158201444");
  });

  test("a wrong token, another mode or nothing at all gets 403", async () => {
    const { verifyToken } = company.channel;
    const refused = [
      { "hub.mode": "subscribe", "hub.verify_token": `${verifyToken}x` },
      { "hub.mode": "unsubscribe", "hub.verify_token": verifyToken },
      { "hub.verify_token": verifyToken },
      {},
    ];
    for (const query of refused) {
      const response = await ask({ ...query, "hub.challenge": "42" });
      expect(response.status).toBe(403);
      expect(await response.text()).not.toContain("42");
    }
  });

  test("an unknown address is 404, for questions and deliveries alike", async () => {
    const unknown = `${company.app.url}/webhooks/meta/not-a-key`;
    const right = {
      "hub.mode": "subscribe",
      "hub.verify_token": company.channel.verifyToken,
      "hub.challenge": "42",
    };
    expect((await ask(right, unknown)).status).toBe(404);
    const body = asciiJson(envelope(pageId, []));
    const { status } = await post(unknown, body, {
      "x-hub-signature-256": signature(body, META_APP.appSecret),
    });
    expect(status).toBe(404);
  });
});

test.describe("the signature", () => {
  test("wrong, missing, of other bytes, or sha1 alone: 401 and nothing stored", async () => {
    const psid = newPsid();
    const body = asciiJson(
      envelope(pageId, [textItem({ psid, pageId, mid: newMid() }, "forged")]),
    );
    const right = signature(body, META_APP.appSecret);
    const refused: Record<string, string>[] = [
      {},
      { "x-hub-signature-256": "" },
      { "x-hub-signature-256": "sha256=" },
      { "x-hub-signature-256": right.slice("sha256=".length) },
      { "x-hub-signature-256": signature(body, "another secret") },
      { "x-hub-signature-256": signature(`${body} `, META_APP.appSecret) },
      { "x-hub-signature": right },
    ];
    const before = await stored();
    for (const headers of refused) {
      expect((await post(url, body, headers)).status).toBe(401);
    }
    expect(await stored()).toBe(before);
  });

  test("it counts over the raw bytes: escaped as Meta writes them, or literal UTF-8", async () => {
    const psid = newPsid();
    const text = "Ça coûte 12 € / 你好，有貨嗎？ 👩🏽‍💻 <b>";
    const [one, two] = [newMid(), newMid()];
    const escaped = asciiJson(
      envelope(pageId, [textItem({ psid, pageId, mid: one }, text, 1_000)]),
    );
    const literal = JSON.stringify(
      envelope(pageId, [textItem({ psid, pageId, mid: two }, text)]),
    );
    expect(escaped).toContain(String.raw`\u4f60\u597d`);
    expect(literal).toContain("你好");
    expect((await send(escaped)).status).toBe(200);
    expect((await send(Buffer.from(literal))).status).toBe(200);
    const messages = await conversation(psid, 2);
    expect(messages.map((message) => message.text)).toEqual([text, text]);
  });
});

test.describe("what is signed is taken, whatever it is", () => {
  const odd: [name: string, body: Uint8Array | string][] = [
    ["no JSON", "not json {"],
    ["nothing", ""],
    ["bytes that are no text", Buffer.from([0xff, 0x00, 0xfe, 0x7b])],
    ["a bare number", "42"],
    ["null", "null"],
    ["a list", "[1,2,3]"],
    ["another object", '{"object":"instagram","entry":[{"id":"1"}]}'],
    ["entry is no list", '{"object":"page","entry":{"id":"1"}}'],
    ["an entry of nothing", '{"object":"page","entry":[null,{},{"id":7}]}'],
    [
      "an unknown page",
      asciiJson(envelope("999", [{ sender: { id: "1" }, message: {} }])),
    ],
    [
      "items of unknown shape",
      asciiJson(
        envelope(pageId, [
          null as never,
          { something_new: { a: 1 } },
          { message: "a string" },
          { sender: { id: "12" }, message: { mid: null, text: { a: 1 } } },
        ]),
      ),
    ],
    [
      "the documentation's curl example",
      '{"object":"page","entry":[{"messaging":[{"message":"TEST_MESSAGE"}]}]}',
    ],
    [
      "a change without its value",
      '{"object":"page","entry":[{"id":"1","time":1,"changes":[{"field":"messages"}]}]}',
    ],
  ];
  for (const [name, body] of odd) {
    test(`${name}: 200, and kept`, async () => {
      const before = await stored();
      expect((await send(body)).status).toBe(200);
      expect(await stored()).toBe(before + 1);
    });
  }

  test("none of them holds anything up", async () => {
    const pending = async () => {
      const response = await fetch(`${company.app.url}/metrics`);
      const lines = await response.text();
      return /^parley_deliveries_pending (\d+)$/m.exec(lines)?.[1];
    };
    await expect.poll(pending, { timeout: 20_000 }).toBe("0");
    const ready = await fetch(`${company.app.url}/api/ready`);
    expect(ready.status).toBe(200);
  });

  test("a whole message between broken parts still arrives", async () => {
    const psid = newPsid();
    const good = textItem({ psid, pageId, mid: newMid() }, "still here");
    const broken = { sender: { id: psid }, message: { attachments: "none" } };
    const answer = await sendItems(broken, good, { delivery: 7 });
    expect(answer.status).toBe(200);
    const messages = await conversation(psid, 1);
    expect(messages.map(({ text }) => text)).toContain("still here");
  });

  test("the dashboard's test button is acknowledged and makes no customer", async () => {
    const before = await threadCount();
    const test = {
      object: "page",
      entry: [
        {
          id: "0",
          time: 1_793_200_001,
          changes: [
            {
              field: "messages",
              value: {
                sender: { id: "12334" },
                recipient: { id: "23245" },
                timestamp: "1527459824",
                message: { mid: "test_message_id", text: "test_message" },
              },
            },
          ],
        },
      ],
    };
    expect((await send(asciiJson(test))).status).toBe(200);
    const psid = newPsid();
    await sendItems(textItem({ psid, pageId, mid: newMid() }, "after it"));
    await company.threadOf(psid);
    expect(await threadCount()).toBe(before + 1);
  });
});

test.describe("once", () => {
  test("the same delivery five times at once makes one message", async () => {
    const psid = newPsid();
    const body = asciiJson(
      envelope(pageId, [textItem({ psid, pageId, mid: newMid() }, "once")]),
    );
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(body)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    await sendItems(textItem({ psid, pageId, mid: newMid() }, "then"));
    const messages = await conversation(psid, 2);
    expect(messages.map(({ text }) => text)).toEqual(["once", "then"]);
    const { unread } = await company.threadOf(psid);
    expect(unread).toBe(2);
  });

  test("the same message in another delivery, another batch, another order makes one message", async () => {
    const psid = newPsid();
    const now = Date.now();
    const items = ["a", "b", "c"].map((text, nth) =>
      textItem({ psid, pageId, mid: newMid() }, text, now + nth),
    );
    await Promise.all([
      sendItems(...items),
      sendItems(...items.toReversed()),
      ...items.map((item) => sendItems(item)),
    ]);
    const messages = await conversation(psid, 3);
    expect(messages.map(({ text }) => text)).toEqual(["a", "b", "c"]);
  });

  test("messages stand in the order they were written, whatever order they came in", async () => {
    const psid = newPsid();
    const now = Date.now();
    const texts = Array.from({ length: 10 }, (_, nth) => `line ${nth}`);
    const items = texts.map((text, nth) =>
      textItem({ psid, pageId, mid: newMid() }, text, now - 60_000 + nth * 10),
    );
    for (const item of items.toReversed()) await sendItems(item);
    const messages = await conversation(psid, 10);
    expect(messages.map(({ text }) => text)).toEqual(texts);
  });
});

test.describe("large", () => {
  test("a batch of 3 MB: 200 and applied", async () => {
    const psid = newPsid();
    const long = "一".repeat(600); // 3,600 bytes as Meta escapes it
    const items = Array.from({ length: 830 }, (_, nth) =>
      textItem({ psid, pageId, mid: newMid() }, `${nth} ${long}`),
    );
    const body = asciiJson(envelope(pageId, items));
    expect(body.length).toBeGreaterThan(3 * 1_000_000);
    expect(body.length).toBeLessThan(4 * MIB);
    expect((await send(body)).status).toBe(200);
    const messages = await conversation(psid, items.length);
    expect(messages).toHaveLength(items.length);
  });

  test("2,000 items in one POST: every one applied, exactly once", async () => {
    const people = Array.from({ length: 40 }, newPsid);
    const now = Date.now();
    const items = Array.from({ length: 2_000 }, (_, nth) =>
      textItem(
        { psid: people[nth % 40] ?? "", pageId, mid: newMid() },
        `item ${nth}`,
        now + nth,
      ),
    );
    const body = asciiJson(envelope(pageId, items));
    const answers = await Promise.all([send(body), send(body)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const arrived: (string | null)[] = [];
    for (const psid of people) {
      const messages = await conversation(psid, 50);
      arrived.push(...messages.map(({ externalId }) => externalId));
    }
    const sent = items.map(({ message }) => message.mid);
    expect(arrived.toSorted()).toEqual(sent.toSorted());
  });

  test("4 MiB are taken; one byte more is 413, declared or streamed", async () => {
    const largest = Buffer.alloc(4 * MIB, " ");
    expect((await send(largest)).status).toBe(200);
    const larger = Buffer.alloc(4 * MIB + 1, " ");
    const headers = {
      "x-hub-signature-256": signature(larger, META_APP.appSecret),
    };
    const declared = await fetch(url, {
      method: "POST",
      body: larger,
      headers,
    });
    expect(declared.status).toBe(413);
    const streamed = await fetch(url, {
      method: "POST",
      headers,
      body: new Blob([larger]).stream(),
      duplex: "half",
    } as RequestInit);
    expect(streamed.status).toBe(413);
  });
});
