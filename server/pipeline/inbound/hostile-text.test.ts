import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { truncate } from "#contract/text/text.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { listDeliveries } from "#server/domain/channels/deliveries.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import {
  brokenTexts,
  hostileNumbers,
  hostileTexts,
  leavesOf,
  replaced,
} from "#server/pipeline/test-hostile-text.ts";
import {
  applyOnce,
  createWorld,
  receiveOnlyChannels,
  delivery,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Every recorded event with a hostile value in each of its places: nothing is set aside, and everything stays readable. */

const FIXTURES = new URL("../../channels/messenger/fixtures/", import.meta.url);
const PAGE_IDS = ["104200000000011", "104200000000022"];

let world: World;
let boss: Actor;
let page: Awaited<ReturnType<World["page"]>>;

beforeAll(async () => {
  world = createWorld(await testDatabase());
  boss = await world.agent("Boss", "owner");
  const queueId = await world.queue([boss]);
  const route = { type: "queue", id: queueId } as const;
  for (const pageId of PAGE_IDS) page = await world.page(route, { pageId });
});

async function deliver(body: unknown): Promise<void> {
  await world.services.intake.add({
    kind: "messenger",
    externalId: "",
    sourceId: page.sourceId,
    body: Buffer.from(JSON.stringify(body)),
  });
}

// "waiting" marks a delivery for a page that is not connected here.
async function settle(): Promise<void> {
  while (await applyOnce(world.services, receiveOnlyChannels));
  const { pool } = world.context.db;
  const { rows } = await pool.query<{ state: string; body: string }>(
    `select state, convert_from(substring(body from 1 for 2000), 'LATIN1') as body from delivery where state not in ('applied', 'waiting')`,
  );
  expect(rows).toEqual([]);
}

const fixtures = readdirSync(FIXTURES)
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({
    name,
    body: JSON.parse(readFileSync(new URL(name, FIXTURES), "utf8")) as unknown,
  }));

const values = [...hostileTexts, ...hostileNumbers];

test("no value in any place of any event sets a delivery aside", async () => {
  let next = 0;
  for (const { body } of fixtures) {
    for (const place of leavesOf(body)) {
      // Two values for each place, and the next two for the next: each value reaches each kind of place.
      for (let n = 0; n < 2; n += 1) {
        const value = values[next % values.length];
        next += 1;
        await deliver(replaced(body, place, value));
      }
    }
    await settle();
  }
}, 300_000);

test.for(
  hostileTexts.map((text) => [JSON.stringify(truncate(text, 30)), text]),
)(
  "a message, its file's name, its edit and a postback of %s arrive",
  async ([, text = ""]) => {
    const psid = digits(16);
    const mid = `m_${randomToken(20)}`;
    const at = Date.now();
    const start = [...text.toWellFormed()].slice(0, 300).join("");
    // An odd number of units follows, so that a cut by units falls inside a pair.
    const url = `https://cdn.example/v/${encodeURIComponent(start)}.jpeg?x=1`;
    const attachments = [{ type: "file", payload: { url } }];
    const edited = { mid, text, num_edit: 1_795_864_575_179 };
    const items = [
      { psid, timestamp: at, message: { mid, text, attachments } },
      { psid, timestamp: at + 1, message_edit: edited },
      { psid, timestamp: at + 2, postback: { title: text, payload: text } },
    ];
    for (const item of items)
      await deliver(JSON.parse(delivery(page.pageId, [item]).toString()));
    await settle();
    const messages = await messagesOf(psid);
    expect(messages).toHaveLength(2);
    expect(brokenTexts(messages)).toEqual([]);
    const said = text.replaceAll("\0", "").toWellFormed();
    if (said !== "") expect(messages.at(-1)?.text).toBe(said);
  },
);

test("everything that was stored is well-formed for the console", async () => {
  const deliveries = await listDeliveries(world.context, boss, {
    state: "applied",
    limit: 100,
  });
  expect(brokenTexts(deliveries)).toEqual([]);
  let cursor: string | undefined;
  do {
    const page = await listThreads(world.context, boss, {
      limit: 100,
      sort: "newest",
      ...(cursor ? { cursor } : {}),
    });
    expect(brokenTexts(page)).toEqual([]);
    for (const { id } of page.items) {
      const query = { threadId: id, limit: 100 };
      const messages = await listMessages(world.context, boss, query);
      expect(brokenTexts(messages)).toEqual([]);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}, 120_000);

async function messagesOf(psid: string) {
  const { prisma } = world.context.db;
  const { id } = await prisma.thread.findFirstOrThrow({
    where: { identity: { externalId: psid } },
    select: { id: true },
  });
  const query = { threadId: id, limit: 100 };
  return (await listMessages(world.context, boss, query)).items;
}
