import { expect, test } from "vitest";
import { unzip } from "./test-unzip.ts";
import { zipStream, type ZipEntry } from "./zip-stream.ts";

/** ZIPs that are made while they are read. */

const at = new Date("2026-01-02T03:04:05Z");

async function* chunks(...parts: string[]): AsyncGenerator<string> {
  for (const part of parts) yield part;
}

test("entries arrive whole, packed or as they are", async () => {
  async function* entries(): AsyncGenerator<ZipEntry> {
    const text = chunks("héllo ", "你好 ".repeat(1_000));
    yield { path: "a/名.txt", at, compress: true, content: text };
    yield { path: "empty", at, compress: true, content: chunks() };
    yield { path: "plain", at, compress: false, content: chunks("as it is") };
  }
  const zip = await new Response(zipStream(entries())).arrayBuffer();
  const files = unzip(Buffer.from(zip));
  expect(files.get("a/名.txt")?.toString()).toBe(
    `héllo ${"你好 ".repeat(1_000)}`,
  );
  expect(files.get("empty")?.length).toBe(0);
  expect(files.get("plain")?.toString()).toBe("as it is");
});

test("an entry is asked for only as far as the reader goes, and ends with them", async () => {
  let made = 0;
  let ended = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        made += 1;
        yield new Uint8Array(64 * 1024);
      }
    } finally {
      ended = true;
    }
  }
  async function* entries(): AsyncGenerator<ZipEntry> {
    yield { path: "endless", at, compress: false, content: endless() };
  }
  const reader = zipStream(entries()).getReader();
  for (let read = 0; read < 5; read += 1) await reader.read();
  expect(made).toBeLessThan(50);
  await reader.cancel();
  await expect.poll(() => ended).toBe(true);
});

test("an error of an entry breaks the stream", async () => {
  async function* broken(): AsyncGenerator<string> {
    yield "first";
    throw new Error("the disk is gone");
  }
  async function* entries(): AsyncGenerator<ZipEntry> {
    yield { path: "broken", at, compress: false, content: broken() };
  }
  await expect(
    new Response(zipStream(entries())).arrayBuffer(),
  ).rejects.toThrow();
});
