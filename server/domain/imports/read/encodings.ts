import type {
  FileDelimiter,
  FileEncoding,
} from "#contract/imports/import-file.ts";
import { FILE_DELIMITERS } from "#contract/imports/import-file.ts";

type Bytes = AsyncIterable<Uint8Array>;

/** Bytes of the beginning that decide between UTF-16 and everything else, and about the delimiter. */
const HEAD_BYTES = 64 * 1024;
/** Text of one alphabet in UTF-16 has a zero in nearly every second byte. */
const MANY_ZEROS = 0.2;

/**
 * The encoding of a text file: by its mark, else the first of UTF-8, Big5 and GB18030 whose rules all bytes keep.
 * Most texts keep the rules of both Chinese encodings; then the one counts in which more characters are common ones.
 * It reads the file once and holds none of it.
 */
export async function detectEncoding(bytes: Bytes): Promise<FileEncoding> {
  const trials = [...TRIALS].map((encoding) => createTrial(encoding));
  const count = { big5: 0, gb18030: 0 };
  const counters = { big5: countCommon(isBig5), gb18030: countCommon(isGb) };
  let isFirst = true;
  for await (const chunk of bytes) {
    if (isFirst) {
      const marked = markOf(chunk) ?? utf16Of(chunk.subarray(0, HEAD_BYTES));
      if (marked) return marked;
      isFirst = false;
    }
    for (const trial of trials) trial.add(chunk);
    count.big5 += counters.big5(chunk);
    count.gb18030 += counters.gb18030(chunk);
  }
  const fitting = new Set(
    trials.filter((trial) => trial.end()).map(({ encoding }) => encoding),
  );
  if (fitting.has("utf-8")) return "utf-8";
  if (fitting.has("big5") && fitting.has("gb18030"))
    return count.big5 > count.gb18030 ? "big5" : "gb18030";
  return fitting.has("big5")
    ? "big5"
    : fitting.has("gb18030")
      ? "gb18030"
      : "windows-1252";
}

const TRIALS = ["utf-8", "big5", "gb18030"] as const;

function createTrial(encoding: FileEncoding) {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let fits = true;
  const decode = (chunk?: Uint8Array) => {
    if (!fits) return;
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      // A byte that the encoding does not have: that is the answer.
      fits = false;
    }
  };
  return {
    encoding,
    add: decode,
    end: () => {
      decode();
      return fits;
    },
  };
}

function markOf([a, b, c]: Uint8Array): FileEncoding | null {
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return a === 0xef && b === 0xbb && c === 0xbf ? "utf-8" : null;
}

/** UTF-16 without a mark: the zeros of commas and line ends stand on one side. */
function utf16Of(head: Uint8Array): FileEncoding | null {
  const zeros = [0, 0];
  for (const [at, byte] of head.entries())
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < (head.length / 2) * MANY_ZEROS) return null;
  return odd > even ? "utf-16le" : "utf-16be";
}

/** Counts the pairs of bytes, also over the edges of chunks, that are a common character. */
function countCommon(
  isCommon: (first: number, second: number) => boolean,
): (chunk: Uint8Array) => number {
  let first: number | null = null;
  return (chunk) => {
    let count = 0;
    for (const byte of chunk) {
      if (first !== null) {
        if (isCommon(first, byte)) count += 1;
        first = null;
      } else if (byte >= 0x81) first = byte;
    }
    return count;
  };
}

/** Level 1 of Big5: the 5,401 characters of daily use. */
function isBig5(first: number, second: number): boolean {
  return (
    first >= 0xa4 &&
    first <= 0xc6 &&
    ((second >= 0x40 && second <= 0x7e) || (second >= 0xa1 && second <= 0xfe))
  );
}

/** Level 1 of GB 2312: the 3,755 characters of daily use. */
function isGb(first: number, second: number): boolean {
  return first >= 0xb0 && first <= 0xd7 && second >= 0xa1 && second <= 0xfe;
}

/** The text of a file, part by part. A byte that the encoding does not have becomes U+FFFD. */
export async function* decode(
  bytes: Bytes,
  encoding: FileEncoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

/** The mark that separates the names of the columns; quoted names may hold others. */
export async function detectDelimiter(
  text: AsyncIterable<string>,
): Promise<FileDelimiter> {
  let head = "";
  for await (const part of text) {
    head += part;
    if (head.length >= HEAD_BYTES || /[\r\n]/.test(head.trimStart())) break;
  }
  const [line = ""] = head
    .trimStart()
    .replace(/"[^"]*"/g, "")
    .split(/\r|\n/, 1);
  const count = (mark: string) => line.split(mark).length;
  const [best] = [...FILE_DELIMITERS].sort((a, b) => count(b) - count(a));
  return best ?? ",";
}
