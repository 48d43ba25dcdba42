import { pipeline, Readable } from "node:stream";
import type { Transform } from "node:stream";
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";

/** A body as it arrives. */
export type Chunks = AsyncIterable<Uint8Array>;

/** The body is not what its header says. */
export class BrokenCoding extends Error {
  override name = "BrokenCoding";
}

/** By the first byte: in practice "deflate" comes with and without the header of zlib. */
type Unpacker = (firstByte: number) => Transform;

const CODINGS = new Map<string, Unpacker>([
  ["gzip", () => createGunzip()],
  ["x-gzip", () => createGunzip()],
  [
    "deflate",
    (firstByte) =>
      (firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw(),
  ],
  ["br", () => createBrotliDecompress()],
  ["zstd", () => createZstdDecompress()],
]);
/** More layers only multiply the size that a small response unpacks to. */
const MAX_CODINGS = 2;

/** The codings of a response's body, outermost last; null: one of them is unknown. Pure. */
export function codingsOf(header: string | undefined): string[] | null {
  const names = (header ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  const known = names.every((name) => CODINGS.has(name));
  return known && names.length <= MAX_CODINGS ? names : null;
}

/**
 * The uncompressed body, as it arrives. `bound` limits the output of each
 * coding.
 * @throws BrokenCoding, and errors of `chunks` and `bound`
 */
export function unpack(
  chunks: Chunks,
  codings: string[],
  bound: (unpacked: Chunks) => Chunks,
): Chunks {
  return codings
    .toReversed()
    .reduce((body, name) => bound(unpackOne(body, name)), chunks);
}

async function* unpackOne(chunks: Chunks, name: string): Chunks {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  const failure: { ofSource?: Error } = {};
  async function* source(): Chunks {
    try {
      if (!first.done) yield first.value;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } catch (error) {
      if (error instanceof Error) failure.ofSource = error;
      throw error;
    }
  }
  const unpacker = CODINGS.get(name)?.(first.done ? 0 : (first.value[0] ?? 0));
  if (!unpacker) throw new BrokenCoding(name);
  // Errors reach the reader below; each end destroys the other.
  pipeline(Readable.from(source()), unpacker, () => undefined);
  try {
    yield* unpacker as AsyncIterable<Buffer>;
  } catch (error) {
    if (failure.ofSource) throw failure.ofSource;
    throw new BrokenCoding(name, { cause: error });
  }
}
