import { afterAll, beforeAll, expect, test } from "vitest";
import { updateCustomerSchema } from "#contract/customers/customer-requests.ts";
import {
  json,
  startTestServer,
  type TestServer,
} from "#server/channels/common/test-server.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  mergeCustomers,
  undoMerge,
} from "#server/domain/customer-record/merge.ts";
import { updateCustomer } from "#server/domain/customers/customers.ts";
import { listThreads } from "#server/domain/inbox/list-threads.ts";
import { fetchProfilesOnce } from "./profiles.ts";
import {
  createWorld,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";

/** The profile that Meta returns, and which parts of it become a name. */

let meta: TestServer;
let world: World;
let boss: Actor;
let page: Awaited<ReturnType<World["page"]>>;

beforeAll(async () => {
  meta = await startTestServer();
  world = createWorld(await testDatabase(), meta.url);
  boss = await world.agent("Boss", "owner");
  page = await world.page(null);
});
afterAll(() => meta.stop());

const write = (psid: string, text = "Good morning") =>
  world.write(page, { psid, text });

/** Meta gives this answer to each request for the profile. */
async function learn(psid: string, profile: object): Promise<void> {
  meta.answer((received, response) => {
    const isConversation = received.path.endsWith("/conversations");
    json(isConversation ? { data: [] } : { id: psid, ...profile })(
      received,
      response,
    );
  });
  const due = new Date(Date.now() - 1_000);
  await world.context.db.prisma.identity.updateMany({
    where: { externalId: psid },
    data: { profileDueAt: due },
  });
  await fetchProfilesOnce(world.services);
}

async function customerOf(psid: string) {
  const query = { limit: 100, sort: "newest" } as const;
  const { items } = await listThreads(world.context, boss, query);
  const thread = items.find(({ customer }) =>
    customer.identities.some(({ externalId }) => externalId === psid),
  );
  if (!thread) throw new Error("There is no such thread.");
  return thread.customer;
}

test.for(["\u200b", "\u3164\u3164", "\u2800", "\u00ad\u2060", "Facebook User"])(
  "a name of %j is no name: the neutral one stands, and the language is known",
  async (name) => {
    const psid = digits(16);
    await write(psid);
    await learn(psid, { name, locale: "zh_TW" });
    expect(await customerOf(psid)).toMatchObject({
      name: `Guest ${psid.slice(-4)}`,
      nameKnown: false,
      locale: "zh_TW",
    });
    const channel = await world.context.db.prisma.channel.findUniqueOrThrow({
      where: { id: page.channelId },
    });
    expect(channel.problems).toEqual([]);
  },
);

test.for(["Facebook User", "\u200b", ""])(
  "%j does not take the place of a known name",
  async (name) => {
    const psid = digits(16);
    await write(psid);
    await learn(psid, { name: "Ana Torres", first_name: "Ana" });
    await learn(psid, { name });
    expect(await customerOf(psid)).toMatchObject({
      name: "Ana Torres",
      firstName: "Ana",
      nameKnown: true,
    });
  },
);

test("a name keeps its spelling, without line ends, control characters or direction marks", async () => {
  const psid = digits(16);
  await write(psid);
  await learn(psid, { name: "Jose\u0301\u202e\r\nTxetxu\u0007\t 👨‍👩‍👧 \u200b" });
  expect((await customerOf(psid)).name).toBe("Jose\u0301 Txetxu 👨‍👩‍👧");
});

test("a long name ends between two characters", async () => {
  const psid = digits(16);
  await write(psid);
  await learn(psid, { name: `${"a".repeat(199)}👨‍👩‍👧‍👦👨‍👩‍👧‍👦` });
  expect((await customerOf(psid)).name).toBe("a".repeat(199));
});

test("a name that an agent writes is cleaned as well", async () => {
  const psid = digits(16);
  await write(psid);
  const { id } = await customerOf(psid);
  const typed = updateCustomerSchema.parse({ name: " Ana\n\u202eTorres\0 " });
  await updateCustomer(world.context, boss, id, typed);
  expect((await customerOf(psid)).name).toBe("Ana Torres");
  expect(updateCustomerSchema.safeParse({ name: "\u200b" }).success).toBe(
    false,
  );
});

test("after a merge, the profiles of the survivor name the customer, and those of the other only fill in", async () => {
  const [kept, moved] = [digits(16), digits(16)];
  await write(kept);
  await learn(kept, {
    name: "Ada Lin",
    first_name: "Ada",
    last_name: "Lin",
    locale: "en_US",
  });
  await write(moved);
  await learn(moved, {
    name: "A. Lin",
    first_name: "A.",
    last_name: "Lin",
    timezone: 8,
  });
  const survivor = await customerOf(kept);
  const other = await customerOf(moved);
  const { mergeId } = await mergeCustomers(world.context, boss, {
    survivorId: survivor.id,
    otherId: other.id,
  });
  await learn(moved, {
    name: "Adele Lin",
    first_name: "Adele",
    last_name: "Lin",
    locale: "fr_FR",
  });
  expect(await customerOf(kept)).toMatchObject({
    name: "Ada Lin",
    firstName: "Ada",
    locale: "en_US",
    timezone: 8,
  });
  // The person has another name now, where the survivor came from.
  await learn(kept, { name: "Ada Chen", first_name: "Ada", last_name: "Chen" });
  await learn(moved, {
    name: "Adele Lin",
    first_name: "Adele",
    last_name: "Lin",
  });
  expect(await customerOf(moved)).toMatchObject({ name: "Ada Chen" });
  await undoMerge(world.context, boss, mergeId);
  await learn(moved, {
    name: "Adele Lin",
    first_name: "Adele",
    last_name: "Lin",
  });
  expect(await customerOf(moved)).toMatchObject({ name: "Adele Lin" });
  expect(await customerOf(kept)).toMatchObject({ name: "Ada Chen" });
});

test("a survivor without a name takes the other's, a corrected one too, and keeps it", async () => {
  const [kept, moved] = [digits(16), digits(16)];
  await write(kept);
  await learn(kept, { locale: "en_US" });
  await write(moved);
  await learn(moved, { name: "Bo Wang", first_name: "Bo", last_name: "Wang" });
  const survivor = await customerOf(kept);
  const other = await customerOf(moved);
  const name = "Bo from the fair";
  const patch = updateCustomerSchema.parse({ name });
  await updateCustomer(world.context, boss, other.id, patch);
  const { mergeId } = await mergeCustomers(world.context, boss, {
    survivorId: survivor.id,
    otherId: other.id,
  });
  for (const psid of [kept, moved])
    await learn(psid, {
      name: "Robert W.",
      first_name: "Robert",
      last_name: "W.",
    });
  expect(await customerOf(kept)).toMatchObject({ name });
  await undoMerge(world.context, boss, mergeId);
  await learn(kept, {
    name: "Robert W.",
    first_name: "Robert",
    last_name: "W.",
  });
  expect(await customerOf(kept)).toMatchObject({ name: "Robert W." });
  expect(await customerOf(moved)).toMatchObject({ name });
});
