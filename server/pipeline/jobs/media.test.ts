import type { ServerResponse } from "node:http";
import { readdir, readlink } from "node:fs/promises";
import path from "node:path";
import { gzipSync, brotliCompressSync, deflateRawSync } from "node:zlib";
import sharp from "sharp";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
} from "vitest";
import type { Message } from "#contract/threads/message.ts";
import {
  graphError,
  json,
  startTestServer,
} from "#server/channels/common/test-server.ts";
import type {
  Answer,
  TestServer,
} from "#server/channels/common/test-server.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { listMessages } from "#server/domain/inbox/list-messages.ts";
import { fetchFilesOnce } from "./media.ts";
import {
  createWorld,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** The content behind a message's link, compared with the type that the message named. One server plays Meta's files and its Graph API here. */

let world: World;
let vendor: TestServer;
let boss: Actor;
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
  boss = await world.agent("Boss", "owner");
  page = await world.page(null);
  photo = await sharp({
    create: { width: 40, height: 30, channels: 3, background: "#c96" },
  })
    .jpeg()
    .toBuffer();
});
afterAll(() => vendor.stop());
beforeEach(() => routes.clear());
// Whatever became of a file, its written part is kept or removed, and nothing of it stays open.
afterEach(async () => {
  const parts = world.context.files.partsFolder;
  expect(await readdir(parts).catch(() => [])).toEqual([]);
  await expect.poll(() => openBelow(path.dirname(parts))).toEqual([]);
});

/** The files of this folder that this process has open. Where there is no /proc, none is found. */
async function openBelow(folder: string): Promise<string[]> {
  const all = await readdir("/proc/self/fd").catch(() => []);
  const files = await Promise.all(
    all.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
  );
  return files.filter((file) => file.startsWith(folder));
}

const gives =
  (body: string | Uint8Array, headers: Record<string, string> = {}): Answer =>
  (_received, response) => {
    response.writeHead(200, headers).end(body);
  };
const expired = gives("URL signature expired", {
  "content-type": "text/plain",
});
const asked = (path: string) =>
  vendor.received.filter((one) => one.path === path).length;

/** Delivers a customer's message with these files. Returns ways to read it and to let time pass. */
async function arrive(attachments: { type: string; path: string }[]) {
  const mid = `m_${randomToken(20)}`;
  const psid = digits(16);
  const message = {
    mid,
    attachments: attachments.map(({ type, path }) => ({
      type,
      payload: { url: vendor.url + path },
    })),
  };
  await world.receive(page, [{ psid, timestamp: Date.now(), message }]);
  const { prisma } = world.context.db;
  const { threadId } = await prisma.message.findFirstOrThrow({
    where: { externalId: mid },
    select: { threadId: true },
  });
  return {
    mid,
    async look(): Promise<Message["attachments"]> {
      const query = { threadId, limit: 10 };
      const { items } = await listMessages(world.context, boss, query);
      return items[0]!.attachments;
    },
    /** Makes everything that waits due now. */
    async fetch(signal = new AbortController().signal): Promise<void> {
      await prisma.attachment.updateMany({
        where: { state: "pending" },
        data: { dueAt: new Date(Date.now() - 1_000) },
      });
      while (await fetchFilesOnce(world.services, signal));
    },
    row: () =>
      prisma.attachment.findFirstOrThrow({
        where: { message: { externalId: mid } },
      }),
  };
}

describe("a server's text in place of a picture, a video, a sound, a sticker", () => {
  const excuses: [string, Answer][] = [
    ["text", expired],
    ["a page", gives("<!doctype html><title>Sorry</title>")],
    ["JSON", gives('{"error":"expired"}', { "content-type": "image/jpeg" })],
    [
      "a drawing that is markup",
      gives('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    ["nothing", gives("")],
    ["no content", (_received, response) => void response.writeHead(204).end()],
    [
      "a refusal",
      (_received, response) => void response.writeHead(403).end("no"),
    ],
  ];
  for (const type of ["image", "video", "audio", "sticker"]) {
    test(`${type}: is not kept as one, and comes when the link gives it`, async () => {
      for (const [what, excuse] of excuses) {
        routes.set("/x.jpg", excuse);
        const message = await arrive([{ type, path: "/x.jpg" }]);
        await message.fetch();
        const [first] = await message.look();
        expect(first, what).toMatchObject({
          type,
          state: "pending",
          url: null,
        });
        routes.set(
          "/x.jpg",
          gives(type === "image" || type === "sticker" ? photo : MP3),
        );
        await message.fetch();
        const [then] = await message.look();
        expect(then, what).toMatchObject({ type, state: "stored" });
      }
    });
  }

  const MP3 = Buffer.concat([
    Buffer.from([0xff, 0xfb, 0x90, 0x00]),
    Buffer.alloc(413),
    Buffer.from([0xff, 0xfb, 0x90, 0x00]),
    Buffer.alloc(413),
  ]);
});

test("fetching is tried for a week with growing pauses, shown as missing after a while, and given up", async () => {
  routes.set("/old.jpg", expired);
  const message = await arrive([{ type: "image", path: "/old.jpg" }]);
  const { prisma } = world.context.db;
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    await message.fetch();
    const [{ now }] = await prisma.$queryRaw<
      [{ now: Date }]
    >`select now() as now`;
    const { dueAt, state } = await message.row();
    expect(state).toBe("pending");
    pauses.push(dueAt!.getTime() - now.getTime());
    const [shown] = await message.look();
    expect(shown?.state).toBe(attempt < 5 ? "pending" : "failed");
  }
  expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
  await prisma.attachment.updateMany({
    where: { message: { externalId: message.mid } },
    data: { createdAt: new Date(Date.now() - 8 * 24 * 3_600_000) },
  });
  await message.fetch();
  expect(await message.row()).toMatchObject({ state: "failed", dueAt: null });
  expect((await message.look())[0]).toMatchObject({
    state: "failed",
    url: null,
  });
});

describe("Meta is asked for a fresh link", () => {
  test("by the message, and the right one of several", async () => {
    routes.set("/a.jpg", gives(photo));
    routes.set("/b.jpg", expired);
    routes.set("/fresh-b.jpg", gives(photo));
    const message = await arrive([
      { type: "image", path: "/a.jpg" },
      { type: "image", path: "/b.jpg" },
    ]);
    routes.set(
      `/v26.0/${message.mid}`,
      json({
        id: message.mid,
        attachments: {
          data: ["/fresh-a.jpg", "/fresh-b.jpg"].map((path) => ({
            id: digits(12),
            image_data: { url: vendor.url + path },
          })),
        },
      }),
    );
    vendor.received.length = 0;
    await message.fetch();
    expect((await message.look()).map(({ state }) => state)).toEqual([
      "stored",
      "stored",
    ]);
    expect(asked("/fresh-b.jpg")).toBe(1);
    expect(asked("/fresh-a.jpg")).toBe(0);
  });

  test("a sticker by its own field", async () => {
    routes.set("/s.png", expired);
    routes.set("/fresh.png", gives(photo));
    const message = await arrive([{ type: "sticker", path: "/s.png" }]);
    routes.set(
      `/v26.0/${message.mid}`,
      json({ id: message.mid, sticker: `${vendor.url}/fresh.png` }),
    );
    await message.fetch();
    expect((await message.look())[0]).toMatchObject({
      type: "sticker",
      state: "stored",
    });
  });

  test("a message that Meta no longer shows, or shows with other files, gives none", async () => {
    for (const answer of [
      graphError(9000001),
      json({ attachments: { data: [] } }),
      json({ attachments: { data: [{}, {}] } }),
    ]) {
      routes.set("/c.jpg", expired);
      const message = await arrive([{ type: "image", path: "/c.jpg" }]);
      routes.set(`/v26.0/${message.mid}`, answer);
      await message.fetch();
      expect((await message.look())[0]).toMatchObject({ state: "pending" });
      await world.context.db.prisma.attachment.deleteMany({
        where: { message: { externalId: message.mid } },
      });
    }
  });
});

test("a video under a picture's link is shown as a video, a document as a document", async () => {
  const mp4 = Buffer.concat([
    Buffer.from([0, 0, 0, 0x18]),
    Buffer.from("ftypmp42"),
    Buffer.from([0, 0, 0, 0]),
    Buffer.from("mp42isom"),
  ]);
  for (const [claimed, bytes, type] of [
    ["image", mp4, "video"],
    ["video", photo, "image"],
    ["audio", mp4, "audio"], // the form of voice messages
    ["image", Buffer.from("%PDF-1.7\n1 0 obj"), "file"],
    ["sticker", photo, "sticker"],
  ] as const) {
    routes.set("/m", gives(bytes));
    const message = await arrive([{ type: claimed, path: "/m" }]);
    await message.fetch();
    expect((await message.look())[0]).toMatchObject({ type, state: "stored" });
  }
});

test("a text under a document's name is doubted, and kept if every attempt gives it", async () => {
  routes.set("/offer.pdf", expired);
  const doubted = await arrive([{ type: "file", path: "/offer.pdf" }]);
  await doubted.fetch();
  expect((await doubted.look())[0]).toMatchObject({ state: "pending" });
  for (let attempt = 2; attempt <= 4; attempt += 1) await doubted.fetch();
  expect((await doubted.look())[0]).toMatchObject({
    type: "file",
    state: "stored",
    mimeType: "text/plain",
  });

  routes.set("/notes.txt", gives("Twelve of the blue ones."));
  const plain = await arrive([{ type: "file", path: "/notes.txt" }]);
  await plain.fetch();
  expect((await plain.look())[0]).toMatchObject({
    state: "stored",
    name: "notes.txt",
  });
});

test("an answer that ends too late, too early or not at all leaves nothing on the disk", async () => {
  const begun = Promise.withResolvers<undefined>();
  const pour = (response: ServerResponse) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
    };
    response.on("drain", more);
    more();
  };
  const answers: [string, Answer, object][] = [
    [
      "endless",
      (_received, response) => pour(response),
      { state: "failed", error: "body" },
    ],
    [
      "shorter than its length",
      (_received, response) => {
        response.writeHead(200, { "content-length": "1000000" });
        response.write(photo, () => response.socket?.end());
      },
      { state: "pending", error: "ECONNRESET" },
    ],
    [
      "stopped within",
      (_received, response) => {
        response.write(photo, () => begun.resolve(undefined));
      },
      { state: "pending" },
    ],
  ];
  const stop = new AbortController();
  void begun.promise.then(() => stop.abort());
  for (const [what, answer, expected] of answers) {
    routes.set("/end.jpg", answer);
    const message = await arrive([{ type: "image", path: "/end.jpg" }]);
    await message.fetch(stop.signal);
    expect(await message.row(), what).toMatchObject(expected);
    await world.context.db.prisma.attachment.deleteMany({
      where: { message: { externalId: message.mid } },
    });
  }
});

test("a compressed response is unpacked, never beyond the limit", async () => {
  for (const [coding, bytes] of [
    ["gzip", gzipSync(photo)],
    ["br", brotliCompressSync(photo)],
    ["deflate", deflateRawSync(photo)],
  ] as const) {
    routes.set("/z.jpg", gives(bytes, { "content-encoding": coding }));
    const message = await arrive([{ type: "image", path: "/z.jpg" }]);
    await message.fetch();
    expect((await message.look())[0]).toMatchObject({
      state: "stored",
      size: photo.length,
    });
  }
  routes.set(
    "/bomb.jpg",
    gives(gzipSync(Buffer.alloc(64 * 1024 * 1024)), {
      "content-encoding": "gzip",
    }),
  );
  const bomb = await arrive([{ type: "image", path: "/bomb.jpg" }]);
  await bomb.fetch();
  expect(await bomb.row()).toMatchObject({
    state: "failed",
    error: "unpacked",
  });
});
