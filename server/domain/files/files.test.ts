import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import type { Attachment } from "#contract/threads/message.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { reply } from "#server/domain/conversations/replies/reply.ts";
import { openFile } from "#server/domain/files/open-file.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { removeOrphanUploads } from "#server/domain/files/orphan-uploads.ts";
import { MAX_UPLOAD_BYTES, uploadFile } from "#server/domain/files/upload.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newThread,
  type TestContext,
} from "#server/domain/test-context.ts";
import { newId } from "#server/runtime/crypto.ts";

let context: TestContext;
let agent: Actor;

beforeAll(async () => {
  context = createTestContext(await testDatabase());
  agent = await newActor(context, "agent");
});

type Given = { name: string; bytes: Uint8Array };

async function upload(
  uploader: Actor,
  { name, bytes }: Given,
): Promise<Attachment> {
  return uploadFile(context, uploader, async () => ({
    name,
    part: await context.files.receive(chunksOf(bytes), MAX_UPLOAD_BYTES),
  }));
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 64 * 1024)
    yield await Promise.resolve(bytes.subarray(at, at + 64 * 1024));
}

const solid = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#c96" } });
const text = (words: string) => new TextEncoder().encode(words);

test("a file that the conversation's channel does not accept is refused when it would be sent", async () => {
  const { id } = await upload(agent, {
    name: "a.jpg",
    bytes: await solid(40, 30).jpeg().toBuffer(),
  });
  const size = 9 * 1024 * 1024;
  await context.db.prisma.attachment.update({
    where: { id },
    data: { size },
    select: { id: true },
  });
  const channelId = await newChannel(context);
  const { threadId } = await newThread(context, channelId, {
    ownerId: agent.agentId,
  });
  await context.db.prisma.thread.update({
    where: { id: threadId },
    data: { lastCustomerAt: new Date() },
    select: { id: true },
  });
  const sending = reply(context, agent, {
    threadId,
    clientId: newId(),
    kind: "message",
    attachments: [{ id }],
  });
  await expect(sending).rejects.toMatchObject({
    code: "file_too_large",
    detail: { maxBytes: 8 * 1024 * 1024, size },
  });
});

test("a photo is sent upright and without the place where it was taken", async () => {
  const bytes = await solid(60, 20)
    .withMetadata({
      orientation: 6,
      exif: {
        IFD0: { Make: "Phone" },
        IFD3: { GPSLatitude: "52/1 30/1 0/1" },
      },
    })
    .jpeg()
    .toBuffer();
  expect((await sharp(bytes).metadata()).exif).toBeDefined();
  const file = await upload(agent, { name: "IMG_1.JPG", bytes });
  expect(file).toMatchObject({ width: 20, height: 60 });
  const opened = await openFile(context, agent, file.id);
  const kept = await buffer(opened.read());
  const meta = await sharp(kept).metadata();
  expect(meta).toMatchObject({ width: 20, height: 60 });
  expect(meta.exif).toBeUndefined();
  expect(file.size).toBe(kept.length);
});

test("names lose characters that could mislead", async () => {
  for (const [given, shown] of [
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\me\\plan.txt", "plan.txt"],
    ["a\u202Etxt.gpj", "atxt.gpj"],
    ["說明：一（二）.txt", "說明：一（二）.txt"],
    ["plan.txt...", "plan.txt"],
    ["\ud83d plan.txt", "plan.txt"],
    [`${"😀".repeat(200)}.txt`, `${"😀".repeat(116)}.txt`],
    ["\u0000\n", "file"],
  ] as const) {
    const file = await upload(agent, {
      name: given,
      bytes: text("hello"),
    });
    expect(file.name).toBe(shown);
  }
});

test("two hundred open uploads, also when they are requested at once", async () => {
  const uploader = await newActor(context, "agent");
  await context.db.prisma.attachment.createMany({
    data: Array.from({ length: 195 }, () => ({
      id: newId(),
      uploaderId: uploader.agentId,
      type: "file",
      state: "stored" as const,
      storageKey: newFileKey(),
    })),
  });
  const kept = await Promise.allSettled(
    Array.from({ length: 12 }, (_, n) =>
      upload(uploader, { name: `${n}.txt`, bytes: text("hello") }),
    ),
  );
  expect(kept.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  for (const one of kept)
    if (one.status === "rejected")
      expect(one.reason).toMatchObject({ code: "too_many_requests" });
});

test("a range of bytes, for players", async () => {
  const { id } = await upload(agent, {
    name: "a.txt",
    bytes: text("0123456789"),
  });
  const file = await openFile(context, agent, id);
  expect(file).toMatchObject({
    size: 10,
    inline: false,
    mimeType: "text/plain",
  });
  const part = await buffer(file.read({ start: 2, end: 4 }));
  expect(part.toString()).toBe("234");
});

test("a file's uploader may open it until it is sent, then the agents who see the thread", async () => {
  const other = await newActor(context, "agent");
  const admin = await newActor(context, "admin");
  const { id } = await upload(agent, {
    name: "a.txt",
    bytes: text("hello"),
  });
  await openFile(context, agent, id);
  for (const actor of [other, admin]) {
    await expect(openFile(context, actor, id)).rejects.toMatchObject({
      code: "not_found",
    });
  }
  const channelId = await newChannel(context);
  const { threadId } = await newThread(context, channelId, {
    ownerId: other.agentId,
  });
  const messageId = newId();
  await context.db.prisma.message.create({
    data: {
      id: messageId,
      threadId,
      channelId,
      direction: "out",
      kind: "message",
      authorType: "agent",
      status: "sent",
      sentAt: new Date(),
    },
    select: { id: true },
  });
  await context.db.prisma.attachment.update({
    where: { id },
    data: { messageId },
    select: { id: true },
  });
  await openFile(context, other, id);
  await openFile(context, admin, id);
  await expect(openFile(context, agent, id)).rejects.toMatchObject({
    code: "not_found",
  });
  // Unsent by its author.
  await context.db.prisma.message.update({
    where: { id: messageId },
    data: { deletedAt: new Date() },
    select: { id: true },
  });
  await expect(openFile(context, admin, id)).rejects.toMatchObject({
    code: "not_found",
  });
});

test("a program that a customer sends as a picture is only a download", async () => {
  const channelId = await newChannel(context);
  const { threadId } = await newThread(context, channelId, {
    ownerId: agent.agentId,
  });
  for (const mimeType of [
    "text/html",
    "image/svg+xml",
    "application/x-msdownload",
    "application/xhtml+xml",
  ]) {
    const key = newFileKey();
    await context.files.put(key, text("<script>alert(1)</script>"));
    const { attachments } = await context.db.prisma.message.create({
      data: {
        id: newId(),
        threadId,
        channelId,
        direction: "in",
        kind: "message",
        authorType: "customer",
        status: "received",
        sentAt: new Date(),
        attachments: {
          create: {
            id: newId(),
            type: "file",
            mimeType,
            storageKey: key,
            state: "stored",
          },
        },
      },
      select: { attachments: { select: { id: true } } },
    });
    expect(await openFile(context, agent, attachments[0]!.id)).toMatchObject({
      inline: false,
      mimeType: "application/octet-stream",
    });
  }
});

test("a file that a customer names as a program is not saved as one", async () => {
  const channelId = await newChannel(context);
  const { threadId } = await newThread(context, channelId, {
    ownerId: agent.agentId,
  });
  for (const [name, saved] of [
    ["invoice.bat\u200b", "invoice.bat.unsafe"],
    ["x.ＨＴＡ", "x.ＨＴＡ.unsafe"],
    ["offer.pdf", "offer.pdf"],
    [null, "file"],
  ] as const) {
    const key = newFileKey();
    await context.files.put(key, text("hello"));
    const { attachments } = await context.db.prisma.message.create({
      data: {
        id: newId(),
        threadId,
        channelId,
        direction: "in",
        kind: "message",
        authorType: "customer",
        status: "received",
        sentAt: new Date(),
        attachments: {
          create: {
            id: newId(),
            type: "file",
            name,
            storageKey: key,
            state: "stored",
          },
        },
      },
      select: { attachments: { select: { id: true } } },
    });
    const opened = await openFile(context, agent, attachments[0]!.id);
    expect(opened.name).toBe(saved);
  }
});

test("unsent uploads are removed after a day, with their bytes", async () => {
  context.clock.at = new Date(Date.now() - 25 * 3_600_000);
  const old = await upload(agent, {
    name: "old.txt",
    bytes: text("old"),
  });
  context.clock.at = null;
  const young = await upload(agent, {
    name: "young.txt",
    bytes: text("young"),
  });
  const { storageKey } = await context.db.prisma.attachment.findUniqueOrThrow({
    where: { id: old.id },
  });
  expect(await removeOrphanUploads(context)).toBe(1);
  expect(await removeOrphanUploads(context)).toBe(0);
  await expect(openFile(context, agent, old.id)).rejects.toMatchObject({
    code: "not_found",
  });
  for (const gone of [
    () => context.files.get(storageKey!),
    () => context.files.open(storageKey!, "text/plain"),
  ])
    await expect(gone()).rejects.toMatchObject({ code: "file_gone" });
  await openFile(context, agent, young.id);
});

test("keys are ours alone: no path from a user reaches the disk", async () => {
  for (const key of ["../../etc/passwd", "ab/../x", "", `${newFileKey()}/..`]) {
    await expect(context.files.get(key)).rejects.toThrow(
      "Not a file key of ours.",
    );
  }
});
