import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import {
  attachmentSchema,
  type Attachment,
} from "#contract/threads/message.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { MAX_UPLOAD_BYTES, uploadFile } from "#server/domain/files/upload.ts";
import {
  createTestContext,
  newActor,
  type TestContext,
} from "#server/domain/test-context.ts";

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
const withHead = (head: string, size = 64) => {
  const bytes = new Uint8Array(size);
  bytes.set(Buffer.from(head, "latin1"));
  return bytes;
};

describe("the bytes of a file decide its type", () => {
  const cases: [
    string,
    string,
    () => Promise<Uint8Array> | Uint8Array,
    string,
    string,
  ][] = [
    [
      "a photo under a false name",
      "notes.txt",
      () => solid(40, 30).jpeg().toBuffer(),
      "image",
      "image/jpeg",
    ],
    [
      "a PNG",
      "a.png",
      () => solid(40, 30).png().toBuffer(),
      "image",
      "image/png",
    ],
    [
      "a WebP",
      "a.webp",
      () => solid(40, 30).webp().toBuffer(),
      "image",
      "image/webp",
    ],
    [
      "a TIFF, which Messenger does not show",
      "a.tif",
      () => solid(40, 30).tiff().toBuffer(),
      "file",
      "image/tiff",
    ],
    [
      "a PDF",
      "Rechnung.pdf",
      () => withHead("%PDF-1.7\n"),
      "file",
      "application/pdf",
    ],
    [
      "a text",
      "说明.txt",
      () => text("你好,灯已寄出。\n"),
      "file",
      "text/plain",
    ],
    [
      "a table",
      "orders.csv",
      () => text("id;name\n1;陈\n"),
      "file",
      "text/csv",
    ],
    [
      "a table in Big5",
      "orders.csv",
      () => new Uint8Array([0xa4, 0xa4, 0x2c, 0xa4, 0xe5, 10]),
      "file",
      "text/csv",
    ],
    [
      "a text that Notepad saved as Unicode",
      "orders.txt",
      () => Buffer.from("//7BVA1UCQB4Zc+RDQAKAM9wjZ82gwkAMgANAAoA", "base64"),
      "file",
      "text/plain",
    ],
    [
      "a table in UTF-16, the other way round",
      "orders.csv",
      () => Buffer.from("\ufeff品名,數量\r\n", "utf16le").swap16(),
      "file",
      "text/csv",
    ],
    [
      "a long text in UTF-16",
      "orders.txt",
      () => Buffer.from(`\ufeff${"烏龍茶 😀\t2\r\n".repeat(9_000)}`, "utf16le"),
      "file",
      "text/plain",
    ],
    [
      "a text in UTF-8 with its mark",
      "orders.txt",
      () => text("\ufeffÄpfel;2\r\n"),
      "file",
      "text/plain",
    ],
    [
      "a text in GBK",
      "orders.txt",
      () => new Uint8Array([0xc6, 0xb7, 0xc3, 0xfb, 9, 0xca, 0xfd, 13, 10]),
      "file",
      "text/plain",
    ],
    [
      "an MP3",
      "a.mp3",
      () => withHead("\xff\xfb\x90\x00"),
      "audio",
      "audio/mpeg",
    ],
  ];
  for (const [what, name, bytes, type, mimeType] of cases) {
    test(what, async () => {
      const file = await upload(agent, {
        name,
        bytes: await bytes(),
      });
      expect(file).toMatchObject({
        type,
        mimeType,
        name,
        state: "stored",
        url: `/api/v1/files/${file.id}`,
      });
      attachmentSchema.strict().parse(file);
    });
  }
});

describe("never taken", () => {
  const cases: [string, string, Uint8Array][] = [
    ["a Windows program", "photo.jpg", withHead("MZ\x90\x00", 256)],
    ["a Linux program", "photo.jpg", withHead("\x7fELF\x02\x01\x01", 256)],
    ["HTML", "page.txt", text("  <!DOCTYPE html><script>alert(1)</script>")],
    ["HTML by name", "page.html", text("hello")],
    [
      "SVG",
      "logo.svg",
      text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ],
    [
      "SVG under another name",
      "logo.png",
      text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    [
      "HTML in UTF-16",
      "page.txt",
      Buffer.from("\ufeff<html><script>alert(1)</script>", "utf16le"),
    ],
    [
      "HTML behind a mark",
      "page.txt",
      text("\ufeff<!DOCTYPE html><script>alert(1)</script>"),
    ],
    ["a mark and then no text", "a.txt", withHead("\xff\xfea\x00\x01\x00")],
    ["a script", "run.txt", text("#!/bin/sh\nrm -rf /\n")],
    ["a script by name", "run.ps1", text("Get-Process")],
    ["a name that hides its ending", "invoice.pdf.exe ", text("hello")],
    ...[
      "invoice.bat\u200b",
      "x.hta\u202c",
      "x.hta",
      "x.desktop",
      "x.BAT",
      "x.b\u200bat",
      "x.bat. .",
      "x.bat\u00a0",
      "x.bat\u3000",
      "x.ｂａｔ",
      "x．bat",
      "x.bat\u0000",
      "x.bat\ufe0f",
      "x.bat\u2800",
      "x.bat\ud800",
      'x.bat"',
      "x.scr:",
    ].map((name): [string, string, Uint8Array] => [
      `a name that runs: ${JSON.stringify(name)}`,
      name,
      text("hello"),
    ]),
    ["bytes of no known kind", "a.bin", withHead("\x00\x01\x02\x03")],
    [
      "a broken picture",
      "a.png",
      withHead("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    ],
  ];
  for (const [what, name, bytes] of cases) {
    test(what, async () => {
      await expect(upload(agent, { name, bytes })).rejects.toMatchObject({
        code: "file_type_refused",
      });
    });
  }

  test("an empty file", async () => {
    await expect(
      upload(agent, { name: "a.txt", bytes: new Uint8Array() }),
    ).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("a picture of a few kilobytes that unpacks to gigabytes", async () => {
    const bytes = await sharp({
      create: {
        width: 12_000,
        height: 12_000,
        channels: 3,
        background: "#000",
      },
      limitInputPixels: false,
    })
      .png({ compressionLevel: 9 })
      .toBuffer();
    expect(bytes.length).toBeLessThan(1_000_000);
    await expect(
      upload(agent, { name: "bomb.png", bytes }),
    ).rejects.toMatchObject({ code: "file_type_refused" });
  });

  test("more than fits", async () => {
    const bytes = new Uint8Array(MAX_UPLOAD_BYTES + 1).fill(65);
    await expect(upload(agent, { name: "a.txt", bytes })).rejects.toMatchObject(
      {
        code: "file_too_large",
        detail: { maxBytes: MAX_UPLOAD_BYTES },
      },
    );
  });
});
