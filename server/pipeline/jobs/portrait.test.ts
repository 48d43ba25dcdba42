import { readdir } from "node:fs/promises";
import sharp from "sharp";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  expect,
  test,
} from "vitest";
import { json, startTestServer } from "#server/channels/common/test-server.ts";
import type {
  Answer,
  TestServer,
} from "#server/channels/common/test-server.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { fetchProfilesOnce } from "./profiles.ts";
import {
  createWorld,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";

/**
 * A link in a profile that gives something other than the portrait. Meta's files and its
 * Graph are one server here.
 */

let world: World;
let vendor: TestServer;
let page: Awaited<ReturnType<World["page"]>>;
let photo: Buffer;

const routes = new Map<string, Answer>();

beforeAll(async () => {
  vendor = await startTestServer();
  vendor.answer((received, response) => {
    const answer = routes.get(received.path);
    if (answer) answer(received, response);
    else response.writeHead(404).end();
  });
  world = createWorld(await testDatabase(), vendor.url);
  page = await world.page(null);
  photo = await sharp({
    create: { width: 40, height: 30, channels: 3, background: "#c96" },
  })
    .jpeg()
    .toBuffer();
});
afterAll(() => vendor.stop());
beforeEach(() => routes.clear());
// Whatever became of a file: what was written of it is kept or gone.
afterEach(async () => {
  const parts = world.context.files.partsFolder;
  expect(await readdir(parts).catch(() => [])).toEqual([]);
});

const gives =
  (body: string | Uint8Array, headers: Record<string, string> = {}): Answer =>
  (_received, response) => {
    response.writeHead(200, headers).end(body);
  };
const expired = gives("URL signature expired", {
  "content-type": "text/plain",
});
test("the name is known while the portrait is still on its way", async () => {
  const { prisma } = world.context.db;
  const psid = digits(16);
  await world.write(page, { psid, text: "Hello" });
  routes.set(
    `/v26.0/${psid}`,
    json({ id: psid, name: "Ada One", profile_pic: `${vendor.url}/slow.jpg` }),
  );
  const asked = Promise.withResolvers<() => void>();
  routes.set("/slow.jpg", (received, response) =>
    asked.resolve(() => gives(photo)(received, response)),
  );
  const fetching = fetchProfilesOnce(world.services);
  const answerNow = await asked.promise;
  const customer = () =>
    prisma.customer.findFirstOrThrow({
      where: { identities: { some: { externalId: psid } } },
    });
  expect(await customer()).toMatchObject({ name: "Ada One", avatarKey: null });
  answerNow();
  await fetching;
  expect(await customer()).toMatchObject({
    name: "Ada One",
    avatarKey: expect.any(String) as unknown,
  });
});

test("a portrait that could not be had is asked for again soon, with growing pauses", async () => {
  const { prisma } = world.context.db;
  const psid = digits(16);
  await world.write(page, { psid, text: "Hello" });
  routes.set(
    `/v26.0/${psid}`,
    json({ id: psid, name: "Ana Lima", profile_pic: `${vendor.url}/ana.jpg` }),
  );
  const where = { externalId: psid };
  const ask = async () => {
    await prisma.identity.updateMany({
      where: { externalId: { not: psid } },
      data: { profileDueAt: null },
    });
    await prisma.identity.updateMany({
      where,
      data: { profileDueAt: new Date(Date.now() - 1_000) },
    });
    const [{ now }] = await prisma.$queryRaw<
      [{ now: Date }]
    >`select now() as now`;
    await fetchProfilesOnce(world.services);
    const { customer, profileDueAt } = await prisma.identity.findFirstOrThrow({
      where,
      select: {
        profileDueAt: true,
        customer: { select: { name: true, avatarKey: true } },
      },
    });
    return { customer, waitMs: profileDueAt!.getTime() - now.getTime() };
  };

  const waits: number[] = [];
  for (const excuse of [expired, gives(""), gives("<html>")]) {
    routes.set("/ana.jpg", excuse);
    const { customer, waitMs } = await ask();
    expect(customer).toEqual({ name: "Ana Lima", avatarKey: null });
    waits.push(waitMs);
  }
  expect(waits[0]).toBeLessThan(3_600_000);
  expect(waits[1]).toBeGreaterThan(waits[0]!);
  expect(waits[2]).toBeGreaterThan(waits[1]!);

  routes.set("/ana.jpg", gives(photo));
  const { customer, waitMs } = await ask();
  expect(customer.avatarKey).not.toBeNull();
  expect(waitMs).toBeGreaterThan(24 * 3_600_000);
});
