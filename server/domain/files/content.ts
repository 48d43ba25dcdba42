import { open } from "node:fs/promises";
import { fileTypeFromBuffer, fileTypeFromFile } from "file-type";

/** Bytes in memory, or the path of a file that is read only as far as needed. */
export type FileSource = Uint8Array | string;

/** The type of a file's bytes. Name and header have no influence. */
export type Content = {
  mimeType: string;
  /** Without a dot. */
  extension: string;
  family: "image" | "video" | "audio" | "text" | "markup" | "other";
};

const SNIFFED_BYTES = 64 * 1024;
const TEXT_CONTROLS = new Set([9, 10, 11, 12, 13, 27]);
const CONTROLS = /[^\P{Cc}\t-\r\u001b]/u;
/** XML, HTML and scripts: content that a browser or a shell would run. */
const MARKUP = /^\s*(<\?xml|<!doctype|<!--|<[a-z][\w:-]*[\s>/]|#!)/i;
const MARKUP_TYPES = new Set(["application/xml", "image/svg+xml", "text/html"]);
/** Containers of sound or pictures whose names do not say so. */
const MEDIA_CONTAINERS = new Map<string, "video" | "audio">([
  ["application/ogg", "audio"],
  ["application/vnd.ms-asf", "video"],
  ["application/mxf", "video"],
]);

/** Finds the type from the bytes. A file without a known beginning is text if it reads as text, else just bytes. */
export async function contentOf(source: FileSource): Promise<Content> {
  const found =
    typeof source === "string"
      ? await fileTypeFromFile(source)
      : await fileTypeFromBuffer(source);
  if (found) {
    const mimeType = found.mime.split(";")[0] ?? found.mime;
    return { mimeType, extension: found.ext, family: familyOf(mimeType) };
  }
  const text = readText(await headOf(source));
  if (text === null) {
    return {
      mimeType: "application/octet-stream",
      extension: "bin",
      family: "other",
    };
  }
  const family = MARKUP.test(text) ? "markup" : "text";
  return { mimeType: "text/plain", extension: "txt", family };
}

async function headOf(source: FileSource): Promise<Uint8Array> {
  if (typeof source !== "string") return source.subarray(0, SNIFFED_BYTES);
  const file = await open(source);
  try {
    const head = Buffer.alloc(SNIFFED_BYTES);
    const { bytesRead } = await file.read(head, 0, SNIFFED_BYTES, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function familyOf(mimeType: string): Content["family"] {
  if (MARKUP_TYPES.has(mimeType)) return "markup";
  const container = MEDIA_CONTAINERS.get(mimeType);
  if (container) return container;
  const [first] = mimeType.split("/");
  switch (first) {
    case "image":
    case "video":
    case "audio":
      return first;
    default:
      return "other";
  }
}

/**
 * The beginning as text, or null where it holds bytes that no text has. UTF-16
 * with its mark is read as such (Notepad and Excel call it "Unicode"). GBK,
 * Big5 and Shift JIS are text as well, read as single bytes: that is enough to
 * see markup in them.
 */
function readText(head: Uint8Array): string | null {
  const marked = MARKS.find(({ mark }) => mark.every((b, i) => head[i] === b));
  if (marked) {
    const text = decode(head, marked.encoding);
    return text === null || CONTROLS.test(text) ? null : text;
  }
  const hasControls = head.some(
    (byte) => byte < 32 && !TEXT_CONTROLS.has(byte),
  );
  return hasControls ? null : Buffer.from(head).toString("latin1");
}

const MARKS = [
  { encoding: "utf-8", mark: [0xef, 0xbb, 0xbf] },
  { encoding: "utf-16le", mark: [0xff, 0xfe] },
  { encoding: "utf-16be", mark: [0xfe, 0xff] },
];

function decode(head: Uint8Array, encoding: string): string | null {
  try {
    // The beginning of a longer text may end within a character.
    return new TextDecoder(encoding, { fatal: true }).decode(head, {
      stream: true,
    });
  } catch {
    return null;
  }
}
