import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { AppError } from "#server/domain/app-error.ts";
import type { FileBackend } from "#server/domain/file-backend.ts";
import type { S3Env } from "#server/runtime/files-env.ts";

const CONNECT_MS = 5_000;
/** Without a byte for this long, a request has failed. */
const SILENCE_MS = 30_000;
const PROBE = "probe";
/** Only Parley reads the bucket. A browser that is led there all the same downloads what it gets. */
const CONTENT_TYPE = "application/octet-stream";

export type S3Backend = FileBackend & {
  /** @throws the library's error */
  tryToKeep(): Promise<void>;
};

const nothing = () => undefined;
const NO_LOG = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};

/**
 * Files in a bucket, under their keys. The library is loaded with the first
 * request: nobody else pays for it. It is used directly and not through
 * flydrive (docs/decisions/052), which cannot read a part of a file and asks for the time of each
 * file one by one.
 */
export function s3Backend(options: S3Env): S3Backend {
  const Bucket = options.bucket;
  let loading: ReturnType<typeof load> | null = null;
  const s3 = () => (loading ??= load(options));

  return {
    name: `s3://${Bucket}`,
    pathOf: () => null,
    async put(Key, Body) {
      const { client, PutObjectCommand } = await s3();
      await client.send(
        new PutObjectCommand({ Bucket, Key, Body, ContentType: CONTENT_TYPE }),
      );
    },
    async keep(Key, part) {
      const { client, PutObjectCommand } = await s3();
      const { size: ContentLength } = await stat(part);
      const Body = createReadStream(part);
      try {
        await client.send(
          new PutObjectCommand({
            Bucket,
            Key,
            Body,
            ContentLength,
            ContentType: CONTENT_TYPE,
          }),
        );
      } finally {
        // A bucket that refuses, or is away, has not read it to its end.
        Body.destroy();
      }
      await rm(part, { force: true });
    },
    async *read(Key, range) {
      const { client, GetObjectCommand } = await s3();
      const Range = range && `bytes=${range.start}-${range.end}`;
      const { Body } = await found(Key, () =>
        client.send(new GetObjectCommand({ Bucket, Key, Range })),
      );
      const stream = Body as NodeJS.ReadableStream & { destroy(): void };
      try {
        for await (const chunk of stream) yield chunk as Buffer;
      } finally {
        stream.destroy();
      }
    },
    async size(Key) {
      const { client, HeadObjectCommand } = await s3();
      const { ContentLength = 0 } = await found(Key, () =>
        client.send(new HeadObjectCommand({ Bucket, Key })),
      );
      return ContentLength;
    },
    async remove(Key) {
      const { client, DeleteObjectCommand } = await s3();
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    },
    async list(folder) {
      const found = await listAll(`${folder}/`);
      return found.map(({ name, at }) => ({ key: name, at }));
    },
    async readNote(name) {
      const chunks: Uint8Array[] = [];
      try {
        for await (const chunk of this.read(name)) chunks.push(chunk);
      } catch (error) {
        if (error instanceof AppError && error.code === "file_gone")
          return null;
        throw error;
      }
      return Buffer.concat(chunks).toString("utf8");
    },
    writeNote(name, text) {
      return this.put(name, Buffer.from(text));
    },
    async listNotes(folder) {
      const found = await listAll(`${folder}/`);
      return found.map(({ name }) => name.slice(folder.length + 1));
    },
    troubleOf(error) {
      // An error of ours must not look like a bucket that will answer later.
      if (error instanceof AppError || error instanceof TypeError) return null;
      if (noFileOfDisk(error)) return null;
      const { name, code } = error as { name?: string; code?: string };
      return {
        code: "storage_unavailable",
        reason: code ?? name ?? "unknown",
      };
    },
    canKeep() {
      return this.tryToKeep().then(
        () => true,
        () => false,
      );
    },
    async tryToKeep() {
      await this.put(PROBE, Buffer.from("x"));
      await this.remove(PROBE);
    },
    space: () => Promise.resolve(null),
  };

  async function listAll(Prefix: string) {
    const { client, ListObjectsV2Command } = await s3();
    const all: { name: string; at: Date }[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }),
      );
      for (const { Key, LastModified } of page.Contents ?? [])
        if (Key !== undefined)
          all.push({ name: Key, at: LastModified ?? new Date() });
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return all;
  }
}

async function load({ region, endpoint, credentials }: S3Env) {
  const sdk = await import("@aws-sdk/client-s3");
  const client: S3Client = new sdk.S3Client({
    region,
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    ...(credentials && { credentials }),
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: SILENCE_MS,
      throwOnRequestTimeout: true,
    },
    // It would write to the console; what fails is thrown as well.
    logger: NO_LOG,
    // Services beside Amazon's do not know its newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  return { ...sdk, client };
}

async function found<T>(key: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { name } = error as Error;
    if (name !== "NoSuchKey" && name !== "NotFound") throw error;
    throw new AppError("file_gone", { key }, { cause: error });
  }
}

/** The part to be sent was removed: no trouble of the bucket. */
function noFileOfDisk(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === "ENOENT" && syscall === "open";
}
