import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ZipFile } from "yazl";

export type ZipEntry = {
  /** Relative, with "/" between folders. */
  path: string;
  at: Date;
  /** False for pictures and the like, which are compressed already. */
  compress: boolean;
  content: AsyncIterable<Uint8Array | string>;
};

/**
 * A ZIP that is made while it is read: an entry is asked for when the one before it is written, and its content as
 * fast as the reader takes it. Who stops reading ends both. An error of an entry breaks the stream.
 */
export function zipStream(
  entries: AsyncIterable<ZipEntry>,
): ReadableStream<Uint8Array> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on("error", (error: Error) => output.destroy(error));
  fill(zip, output, entries).catch((error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return Readable.toWeb(output) as ReadableStream<Uint8Array>;
}

async function fill(
  zip: ZipFile,
  output: Readable,
  entries: AsyncIterable<ZipEntry>,
): Promise<void> {
  for await (const { path, at, compress, content } of entries) {
    if (output.destroyed) return;
    const input = Readable.from(bytesOf(content), { objectMode: false });
    const stop = () => input.destroy();
    output.once("close", stop);
    zip.addReadStream(input, path, { mtime: at, compress });
    await finished(input);
    output.off("close", stop);
  }
  zip.end();
}

async function* bytesOf(
  content: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Buffer> {
  for await (const chunk of content)
    yield typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk);
}
