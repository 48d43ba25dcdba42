import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findNumber, numberKeys } from "#contract/text/number-keys.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { NEWEST_THREADS } from "#server/domain/inbox/search.ts";
import { contains } from "#server/domain/like-pattern.ts";
import {
  fieldsHaveNumber,
  leadHasNumber,
  messageHasNumber,
} from "#server/domain/number-keys.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** A search finds what people read, in any spelling. */

let server: TestServer;
let owner: Actor;

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  owner = await world.agent("Olga", "owner");
  const page = await world.page(null);
  for (const [name, text] of WRITTEN) {
    const { customerId } = await world.write(page, { text });
    await server.call(owner, "PATCH", `/customers/${customerId}`, {
      name,
      fields: { city: "Málaga" },
    });
  }
});
afterAll(() => server.stop());

const WRITTEN = [
  ["José Núñez", "Una crème brûlée para 4 — gracias"],
  ["Nguyễn Đức", "I don’t know “why”…"],
  ["Ｓａｔｏ Ken", "バナナとガラスを下さい"],
  ["王小明", "請問烏龍茶還有嗎？"],
  ["Straße", "50% off_season"],
] as const;

/** The names of whom `path` finds. */
async function found(path: string, q: string): Promise<string[]> {
  const answer = await server.call(
    owner,
    "GET",
    `${path}?limit=50&q=${encodeURIComponent(q)}`,
  );
  expect(answer.status).toBe(200);
  const { items, threads } = answer.body as {
    items?: { name?: string; customer?: { name: string } }[];
    threads?: { customer: { name: string } }[];
  };
  return (items ?? threads ?? []).map(
    (one) => one.customer?.name ?? ("name" in one ? (one.name ?? "") : ""),
  );
}

test.each([
  ["烏龍", ["王小明"]],
  ["茶", ["王小明"]],
  ["龍嗎", []],
  ["ガラ", ["Ｓａｔｏ Ken"]],
  ["カ", []],
])("%j is found in messages by index", async (q, names) => {
  expect(await found("/threads", q)).toEqual(names);
  const path = `/search?q=${encodeURIComponent(q)}`;
  const { messages } = (await server.call(owner, "GET", path)).body as {
    messages: { author: { name: string } }[];
  };
  expect(messages.map(({ author }) => author.name)).toEqual(names);
});

test("no text is too long for the index of short words, and a plan uses it", async () => {
  const { pool } = server.world.context.db;
  const long = "龍茶烏".repeat(30_000);
  const { rows } = await pool.query<{ signs: string[] }>(
    "select parley_han($1) as signs",
    [`a${long}b`],
  );
  expect(rows[0]?.signs).toEqual(
    ["烏", "烏龍", "茶", "茶烏", "龍", "龍茶"].sort(),
  );
  const { sql } = contains(Prisma.sql`m."textFolded"`, "烏龍");
  const plan = await pool.query<{ "QUERY PLAN": string }>(
    `set enable_seqscan = off; explain select m.id from message m where ${sql.replace("?", "'烏龍'")}`,
  );
  const [, explained] = plan as unknown as (typeof plan)[];
  expect(JSON.stringify(explained?.rows)).toContain("message_han");
});

describe.each(["/threads", "/customers", "/search"])("%s", (path) => {
  test.each([
    ["jose nunez", "José Núñez"],
    ["JOSÉ", "José Núñez"],
    ["Jose\u0301", "José Núñez"],
    ["ｎｕｎｅｚ", "José Núñez"],
    ["nguyen duc", "Nguyễn Đức"],
    ["sato", "Ｓａｔｏ Ken"],
    ["小明", "王小明"],
    ["STRASSE", "Straße"],
  ])("%j finds %s by name", async (q, name) => {
    expect(await found(path, q)).toContain(name);
  });

  test.each(["%", "_", "x\u0301x", "\\", "か\u3099ん"])(
    "%j finds nobody by name",
    async (q) => {
      const names = (await found(path, q)).filter((name) => name !== "Straße");
      expect(names).toEqual([]);
    },
  );
});

test.each([
  ["creme brulee", "José Núñez"],
  ["4 - gracias", "José Núñez"],
  [`don't know "why"...`, "Nguyễn Đức"],
  ["ﾊﾞﾅﾅ", "Ｓａｔｏ Ken"],
  ["烏龍茶", "王小明"],
  ["50% OFF_s", "Straße"],
])("words of a message: %j finds what %s wrote", async (q, name) => {
  expect(await found("/threads", q)).toEqual([name]);
  const { body } = await server.call(
    owner,
    "GET",
    `/search?q=${encodeURIComponent(q)}`,
  );
  expect((body as { messages: unknown[] }).messages).toHaveLength(1);
});

test("voiced and unvoiced kana are different letters", async () => {
  expect(await found("/threads", "カラス")).toEqual([]);
  expect(await found("/threads", "ガラス")).toEqual(["Ｓａｔｏ Ken"]);
});

test("what is known of a customer is found without its accents", async () => {
  expect(await found("/customers", "malaga")).toHaveLength(WRITTEN.length);
});

describe("behind more threads than a search reads first", () => {
  const count = NEWEST_THREADS[0] + NEWEST_THREADS[1] + 100;
  let agent: Actor;

  beforeAll(async () => {
    agent = await server.world.agent("Ada");
    const { pool } = server.world.context.db;
    await pool.query(
      `create table filler as
       select n, gen_random_uuid() as thread, gen_random_uuid() as customer, gen_random_uuid() as identity,
         gen_random_uuid() as message, now() + n * interval '1 minute' as at from generate_series(1, ${count}) as n`,
    );
    await pool.query(
      "insert into customer (id, name) select customer, 'Filler ' || n from filler",
    );
    await pool.query(
      `insert into identity (id, "channelId", "customerId", "externalId")
       select identity, c.id, customer, 'filler' || n from filler, (select id from channel limit 1) c`,
    );
    // One of four hundred threads is the agent's.
    await pool.query(
      `insert into thread (id, "channelId", "customerId", "identityId", status, routing, "ownerId", "lastMessageId", "lastMessageAt")
       select thread, c.id, customer, identity, case when n % 400 = 1 then 'open' else 'closed' end,
         case when n % 400 = 1 then 'owned' else 'none' end, case when n % 400 = 1 then $1::uuid end, message, at
       from filler, (select id from channel limit 1) c`,
      [agent.agentId],
    );
    await pool.query(
      `insert into message (id, "threadId", "channelId", direction, kind, "authorType", text, status, "externalId", "sentAt")
       select message, thread, c.id, 'in', 'message', 'customer', 'Where is parcel ' || n || '? 訂單' || case when n = 7 then ' schnörkel' else '' end,
         'received', 'm_filler' || n, at from filler, (select id from channel limit 1) c`,
    );
    await pool.query("analyze message, customer, thread");
  });

  async function texts(actor: Actor, q: string): Promise<string[]> {
    const { body } = await server.call(
      actor,
      "GET",
      `/search?q=${encodeURIComponent(q)}`,
    );
    return (body as { messages: { text: string }[] }).messages.map(
      ({ text }) => text.split("?")[0] ?? "",
    );
  }

  test.each(["創", "烏龍", "crème brûlée"])(
    "%j is found by its index",
    async (q) => {
      const names = q === "創" ? [] : [q === "烏龍" ? "王小明" : "José Núñez"];
      expect(await found("/threads", q)).toEqual(names);
      expect(await texts(owner, q)).toHaveLength(names.length);
    },
  );

  test.each(["José", "Malaga", "filler7", "Filler 7"])(
    "%j names the same customers as among few",
    async (q) => {
      const [name] = await found(q === "Malaga" ? "/customers" : "/search", q);
      expect(name).toMatch(/^(José Núñez|Filler 7\d*|Straße)$/);
    },
  );

  test.each(["parcel", "訂單", "單"])(
    "%j, which all of them contain, is found newest first and page by page",
    async (q) => {
      expect(await texts(owner, q)).toEqual(
        Array.from({ length: 20 }, (_, n) => `Where is parcel ${count - n}`),
      );
      const path = `/threads?limit=50&q=${encodeURIComponent(q)}`;
      const names: string[] = [];
      let cursor = "";
      for (let page = 0; page < 3; page += 1) {
        const { body } = await server.call(
          owner,
          "GET",
          path + (cursor && `&cursor=${encodeURIComponent(cursor)}`),
        );
        const { items, nextCursor } = body as {
          items: { customer: { name: string } }[];
          nextCursor: string;
        };
        names.push(...items.map(({ customer }) => customer.name));
        cursor = nextCursor;
      }
      expect(names).toEqual(
        Array.from({ length: 150 }, (_, n) => `Filler ${count - n}`),
      );
    },
  );

  test("a list from its oldest thread finds what one of its first messages contains", async () => {
    const { body } = await server.call(
      owner,
      "GET",
      "/threads?sort=oldest&limit=50&q=schnorkel",
    );
    expect((body as { items: unknown[] }).items).toHaveLength(1);
  });

  test("an agent finds no more than the agent may see", async () => {
    const own = await texts(agent, "parcel");
    expect(own).toHaveLength(Math.ceil(count / 400));
    expect(own.at(-1)).toBe("Where is parcel 1");
    expect(await texts(agent, "schnörkel")).toEqual([]);
    expect(await texts(agent, "烏龍")).toEqual([]);
  });

  test("a note of today is the newest hit, also below a thread of long ago", async () => {
    const { pool } = server.world.context.db;
    const {
      rows: [first],
    } = await pool.query<{ thread: string }>(
      "select thread from filler where n = 1",
    );
    const made = await server.call(
      owner,
      "POST",
      `/threads/${first?.thread}/messages`,
      { kind: "note", text: "The parcel is back", clientId: "note" },
    );
    expect(made.status).toBe(202);
    // The threads of this test are in the future.
    await pool.query(
      `update message set "sentAt" = now() + $2 * interval '1 minute' where id = $1`,
      [(made.body as { id: string }).id, count + 10],
    );
    expect((await texts(owner, "parcel"))[0]).toBe("The parcel is back");
    expect((await texts(agent, "parcel"))[0]).toBe("The parcel is back");
    const other = await server.world.agent("Ben");
    expect(await texts(other, "parcel")).toEqual([]);
  });
});

test.each([
  ["call +886 912 345 678 (mobile)", "0912345678", "+886 912 345 678"],
  ["訂單AB1234號碼 0912-345-678 15:00", "+886912345678", "0912-345-678"],
  ["15 0912 345 678", "+886912345678", "0912 345 678"],
  [
    "Tel: ０９１２－３４５－６７８！",
    "+886 912 345 678",
    "０９１２－３４５－６７８",
  ],
  ["Order AB-12 34, please", "ab1234", "AB-12 34"],
  ["0912 345 679", "0912345678", undefined],
  ["2 of 3, 4 of 5", "234", undefined],
])("in %j, the number %j is written %j", (text, typed, written) => {
  const place = findNumber(text, typed);
  expect(place ? text.slice(place.start, place.end) : undefined).toBe(written);
});

describe("a number is found in any writing", () => {
  const NUMBERS = [
    ["Ana", "Order AB-12 34, please", { phone: "02-2345-6789" }],
    ["Bo", "訂單AB1234號碼 0912-345-678 15:00", {}],
    ["Cy", "call +886 912 345 678 (mobile)", { note: "No. zx-99 00 11" }],
    ["Di", "2 of 3, 4 of 5", { card: "A-1 2-3 4-5" }],
  ] as const;

  beforeAll(async () => {
    const { world } = server;
    const page = await world.page(null);
    for (const [name, text, fields] of NUMBERS) {
      const { customerId } = await world.write(page, { text });
      const path = `/customers/${customerId}`;
      await server.call(owner, "PATCH", path, { name, fields });
    }
  });

  test.each([
    ["ab 12-34", ["Ana", "Bo"]],
    ["AB1234", ["Ana", "Bo"]],
    ["Ab-12 34", ["Ana", "Bo"]],
    ["0912345678", ["Bo", "Cy"]],
    ["+886912345678", ["Bo", "Cy"]],
    ["0912 345 678", ["Bo", "Cy"]],
    ["+886-2-2345-6789", ["Ana"]],
    ["6789", ["Ana"]],
    ["ZX990011", ["Cy"]],
    ["AB1235", []],
    ["12 34 5", []],
  ])("%j", async (q, names) => {
    expect((await found("/threads", q)).sort()).toEqual(names);
    const path = `/search?q=${encodeURIComponent(q)}`;
    const { messages, threads } = (await server.call(owner, "GET", path))
      .body as {
      messages: { author: { name: string } }[];
      threads: { customer: { name: string } }[];
    };
    const all = [
      ...messages.map(({ author }) => author.name),
      ...threads.map(({ customer }) => customer.name),
    ];
    expect([...new Set(all)].sort()).toEqual(names);
  });

  test("by index in messages, customers and leads", async () => {
    const { db } = server.world.context;
    const plan = (query: Prisma.Sql) =>
      inSqlTransaction(db, async (tx) => {
        await tx.$executeRaw(Prisma.sql`set local enable_seqscan = off`);
        return JSON.stringify(
          await tx.$queryRaw(Prisma.sql`explain (format json) ${query}`),
        );
      });
    const keys = numberKeys("AB-12 34");
    expect(
      await plan(
        Prisma.sql`select m.id from message m where ${messageHasNumber(keys)}`,
      ),
    ).toContain("message_numbers");
    expect(
      await plan(
        Prisma.sql`select mc.id from customer mc where ${fieldsHaveNumber(keys)}`,
      ),
    ).toContain("customer_numbers");
    expect(
      await plan(
        Prisma.sql`select l.id from lead l where ${leadHasNumber(keys)}`,
      ),
    ).toContain("lead_numbers");
  });
});
