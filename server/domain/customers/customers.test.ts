import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { customerSchema } from "#contract/customers/customer.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { openAvatar } from "#server/domain/customers/avatar.ts";
import {
  getCustomer,
  listCustomers,
  updateCustomer,
} from "#server/domain/customers/customers.ts";
import { newId } from "#server/runtime/crypto.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newThread,
  type TestContext,
} from "#server/domain/test-context.ts";

let context: TestContext;
let channelId: string;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
  channelId = await newChannel(context);
});

test("before the profile is known the name is neutral, and says so", async () => {
  const admin = await newActor(context, "admin");
  const { customerId, externalId } = await newThread(context, channelId);
  const customer = await getCustomer(context, admin, customerId);
  customerSchema.strict().parse(customer);
  expect(customer).toMatchObject({
    name: `Guest ${externalId.slice(-4)}`,
    nameKnown: false,
    avatarUrl: null,
    identities: [{ channelId, externalId }],
  });
});

test("an agent of one of the customer's threads sets and clears the account owner, and it is recorded", async () => {
  const owner = await newActor(context, "agent");
  const other = await newActor(context, "agent");
  const reviewer = await newActor(context, "reviewer");
  const { customerId, threadId } = await newThread(context, channelId, {
    ownerId: owner.agentId,
  });
  const set = (accountOwnerId: string | null) =>
    updateCustomer(context, owner, customerId, { accountOwnerId });
  expect(await set(other.agentId)).toMatchObject({
    accountOwnerId: other.agentId,
  });
  const { prisma } = context.db;
  expect(
    await prisma.announcement.count({
      where: { kind: "thread.updated", threadId },
    }),
  ).toBe(1);
  expect(
    await prisma.auditEntry.findFirst({
      where: { action: "customer.updated", targetId: customerId },
      select: { actorId: true, detail: true },
    }),
  ).toMatchObject({
    actorId: owner.agentId,
    detail: { accountOwnerId: other.agentId },
  });
  await expect(set(reviewer.agentId)).rejects.toMatchObject({
    code: "invalid_input",
  });
  expect(await set(null)).toMatchObject({ accountOwnerId: null });
});

test("an agent who sees one of a customer's threads sees the customer", async () => {
  const owner = await newActor(context, "agent");
  const other = await newActor(context, "agent");
  const supervisor = await newActor(context, "supervisor");
  const { customerId } = await newThread(context, channelId, {
    ownerId: owner.agentId,
  });
  for (const actor of [owner, supervisor]) {
    expect((await getCustomer(context, actor, customerId)).id).toBe(customerId);
    const { items } = await listCustomers(context, actor, { limit: 100 });
    expect(items.find(({ id }) => id === customerId)).toMatchObject({
      openThreads: 1,
      lastMessageAt: expect.any(String) as string,
    });
  }
  // Each filter finds its own.
  const elsewhere = await newChannel(context);
  const { customerId: another } = await newThread(context, elsewhere, {
    ownerId: owner.agentId,
  });
  await context.db.prisma.customer.update({
    where: { id: another },
    data: { accountOwnerId: owner.agentId },
  });
  const found = async (filter: object) =>
    (await listCustomers(context, owner, { limit: 100, ...filter })).items.map(
      ({ id }) => id,
    );
  expect(await found({ channel: elsewhere })).toEqual([another]);
  expect(await found({ accountOwner: owner.agentId })).toEqual([another]);
  expect(await found({ label: newId() })).toEqual([]);
  expect((await listCustomers(context, other, { limit: 100 })).items).toEqual(
    [],
  );
  for (const attempt of [
    () => getCustomer(context, other, customerId),
    () => updateCustomer(context, other, customerId, { name: "Mine" }),
    () => openAvatar(context, other, customerId),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
  }
});

test("a customer is found by a part of the name, by the external id and by a field, in any script", async () => {
  const admin = await newActor(context, "admin");
  const { customerId, externalId } = await newThread(context, channelId);
  await updateCustomer(context, admin, customerId, {
    name: "陈晓雨 100%",
    fields: { order: "LO-7741" },
  });
  for (const q of ["晓雨", "0%", externalId, "lo-77"]) {
    const { items } = await listCustomers(context, admin, { q, limit: 10 });
    expect(
      items.map(({ id }) => id),
      q,
    ).toEqual([customerId]);
  }
  for (const q of ["_", "LO-7742", "\\"]) {
    expect(
      (await listCustomers(context, admin, { q, limit: 10 })).items,
      q,
    ).toEqual([]);
  }
});

test("fields are merged, null removes, and every screen with a thread of the customer gets the change", async () => {
  const agent = await newActor(context, "agent");
  const { customerId, threadId } = await newThread(context, channelId, {
    ownerId: agent.agentId,
  });
  await updateCustomer(context, agent, customerId, {
    fields: { order: "1", city: "Taipei" },
  });
  const updated = await updateCustomer(context, agent, customerId, {
    fields: { order: null, size: "L" },
  });
  expect(updated.fields).toEqual({ city: "Taipei", size: "L" });
  const told = await context.db.prisma.announcement.findMany({
    where: { threadId },
  });
  expect(told.map(({ kind }) => kind)).toEqual([
    "thread.updated",
    "thread.updated",
  ]);
  const thread = await context.db.prisma.thread.findUniqueOrThrow({
    where: { id: threadId },
  });
  expect(thread.version).toBe(3);
  const many = Object.fromEntries(
    Array.from({ length: 60 }, (_, nth) => [`f${nth}`, nth]),
  );
  await expect(
    updateCustomer(context, agent, customerId, { fields: many }),
  ).rejects.toMatchObject({ code: "invalid_input" });
});

test("pages go through all customers once, newest first", async () => {
  const admin = await newActor(context, "admin");
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listCustomers(context, admin, { limit: 2, cursor });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(ids).toEqual([...ids].sort().reverse());
  expect(ids).toHaveLength(await context.db.prisma.customer.count());
  await expect(
    listCustomers(context, admin, { limit: 2, cursor: "nonsense" }),
  ).rejects.toMatchObject({ code: "invalid_input" });
});

test("the picture's address changes with the picture, and its bytes say what it is", async () => {
  const admin = await newActor(context, "admin");
  const { customerId } = await newThread(context, channelId);
  const picture = await sharp({
    create: { width: 8, height: 8, channels: 3, background: "#39c" },
  })
    .png()
    .toBuffer();
  const addresses = new Set<string>();
  for (const bytes of [picture, picture]) {
    const avatarKey = newFileKey();
    await context.files.put(avatarKey, bytes);
    await context.db.prisma.customer.update({
      where: { id: customerId },
      data: { avatarKey },
      select: { id: true },
    });
    const { avatarUrl } = await getCustomer(context, admin, customerId);
    expect(avatarUrl).toMatch(
      new RegExp(`^/api/v1/customers/${customerId}/avatar\\?v=[0-9a-f]{12}$`),
    );
    expect(avatarUrl).not.toContain(avatarKey.slice(3));
    addresses.add(avatarUrl!);
    expect(await openAvatar(context, admin, customerId)).toMatchObject({
      mimeType: "image/png",
    });
  }
  expect(addresses.size).toBe(2);
});
