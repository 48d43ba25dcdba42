import { promisify } from "node:util";
import {
  brotliDecompress,
  gunzip,
  inflate,
  inflateRaw,
  zstdDecompress,
} from "node:zlib";

type Unpack = (
  packed: Uint8Array,
  options: { maxOutputLength: number },
) => Promise<Buffer>;

const ungzip: Unpack = promisify(gunzip);
/** In practice "deflate" is with and without the header of zlib. */
const undeflate: Unpack = (packed, options) =>
  ((packed[0] ?? 0) & 0x0f) === 8
    ? promisify(inflate)(packed, options)
    : promisify(inflateRaw)(packed, options);

const CODINGS = new Map<string, Unpack>([
  ["gzip", ungzip],
  ["x-gzip", ungzip],
  ["deflate", undeflate],
  ["br", promisify(brotliDecompress)],
  ["zstd", promisify(zstdDecompress)],
]);
/** One around another has no use but to multiply what a small answer unpacks to. */
const MAX_CODINGS = 2;

/** The codings of an answer's body, outermost last; null: one that we do not know. Pure. */
export function codingsOf(header: string | undefined): string[] | null {
  const names = (header ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  const known = names.every((name) => CODINGS.has(name));
  return known && names.length <= MAX_CODINGS ? names : null;
}

/**
 * The body as it was before it was packed. Never more than `maxBytes` are
 * made: `too_large`. `broken`: it is not what the header says.
 */
export async function unpack(
  body: Buffer,
  codings: string[],
  maxBytes: number,
): Promise<Buffer | "too_large" | "broken"> {
  let bytes = body;
  for (const name of codings.toReversed()) {
    try {
      const unpackOne = CODINGS.get(name);
      if (!unpackOne) return "broken";
      bytes = await unpackOne(bytes, { maxOutputLength: maxBytes });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === "ERR_BUFFER_TOO_LARGE" ? "too_large" : "broken";
    }
  }
  return bytes;
}
