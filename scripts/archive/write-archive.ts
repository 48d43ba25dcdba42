import { createHash } from "node:crypto";
import fs from "node:fs";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import tar from "tar-stream";
import { StartError } from "#server/runtime/start-error.ts";

/** Adds entries to an archive, one after another. */
export type ArchiveWriter = {
  add(name: string, bytes: Uint8Array): Promise<void>;
  /** @param size exactly the number of bytes that `chunks` give */
  stream(
    name: string,
    size: number,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<void>;
  /** By entry, the SHA-256 of its bytes in hex. */
  hashes: Readonly<Record<string, string>>;
};

/**
 * Writes an archive that is either complete under its name or absent. Only its
 * owner may read it, because it holds secrets.
 * @throws StartError `file` exists already, or its folder cannot be written
 */
export async function writeArchive(
  file: string,
  fill: (writer: ArchiveWriter) => Promise<void>,
): Promise<{ bytes: number }> {
  if (fs.existsSync(file))
    throw new StartError(`--out: ${file} exists already: name another file.`);
  const part = `${file}.part`;
  const pack = tar.pack();
  const refuse = (error: unknown): never => {
    throw new StartError(
      `--out: ${file} cannot be written: ${(error as Error).message}.`,
      { cause: error },
    );
  };
  await fs.promises.writeFile(part, "", { mode: 0o600 }).catch(refuse);
  try {
    const written = pipeline(
      pack,
      zlib.createGzip(),
      fs.createWriteStream(part),
    );
    written.catch(() => undefined); // awaited below
    await Promise.race([fill(writerOn(pack)), written]);
    pack.finalize();
    await written;
    const bytes = await makeDurable(part);
    await fs.promises.rename(part, file);
    return { bytes };
  } catch (error) {
    pack.destroy();
    await fs.promises.rm(part, { force: true });
    throw error;
  }
}

/** @returns its size */
async function makeDurable(file: string): Promise<number> {
  const handle = await fs.promises.open(file, "r+");
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

function writerOn(pack: tar.Pack): ArchiveWriter {
  const hashes: Record<string, string> = {};

  async function stream(
    name: string,
    size: number,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const hash = createHash("sha256");
    const hashed = async function* () {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    await new Promise<void>((resolve, reject) => {
      const entry = pack.entry({ name, size, mode: 0o600 }, (error) => {
        if (error) reject(error);
        else resolve();
      });
      pipeline(hashed, entry).catch(reject);
    });
    hashes[name] = hash.digest("hex");
  }

  return {
    hashes,
    stream,
    async add(name, bytes) {
      await stream(name, bytes.byteLength, one(bytes));
    },
  };
}

async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
