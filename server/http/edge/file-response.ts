import { ReadableStream } from "node:stream/web";
import type { Avatar } from "#server/domain/customers/avatar.ts";
import type { OpenedFile } from "#server/domain/files/open-file.ts";
import { EdgeError } from "./problem.ts";

type Range = { start: number; end: number };

/**
 * Serves a customer's file from our own address, made harmless: its declared
 * type and no other, no script, no frame, a download unless it is a picture, a
 * video or a sound. Ranges are served, because players seek.
 * @throws EdgeError range_not_satisfiable
 */
export function fileResponse(file: OpenedFile, asked: Headers): Response {
  const etag = `"${file.etag}"`;
  const headers = new Headers({
    "content-type": file.mimeType,
    "content-disposition": disposition(file),
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "accept-ranges": "bytes",
    // The agents who may see it can change, so browsers ask again each time; the etag makes that cheap.
    "cache-control": "private, no-cache",
    etag,
  });
  if (matches(asked.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  const condition = asked.get("if-range");
  const range =
    condition === null || condition === etag
      ? parseRange(asked.get("range"), file.size)
      : null;
  if (range) {
    headers.set(
      "content-range",
      `bytes ${range.start}-${range.end}/${file.size}`,
    );
  }
  headers.set(
    "content-length",
    String(range ? range.end - range.start + 1 : file.size),
  );
  // Reads nothing ahead: a HEAD, whose body is dropped, never opens the file.
  const body = ReadableStream.from(file.read(range ?? undefined));
  return new Response(body as BodyInit, {
    status: range ? 206 : 200,
    headers,
  });
}

/** A small picture of a person or page, in one piece. Its address changes with it, so a browser may keep it. */
export function pictureResponse(
  { bytes, mimeType, etag }: Avatar,
  asked: Headers,
): Response {
  const headers = {
    "content-type": mimeType,
    "cache-control": "private, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    etag: `"${etag}"`,
  };
  return matches(asked.get("if-none-match"), headers.etag)
    ? new Response(null, { status: 304, headers })
    : new Response(bytes as BodyInit, { headers });
}

/** Whether the header has our etag, as the only one or among several, or `*`. */
function matches(header: string | null, etag: string): boolean {
  return (
    header !== null &&
    header
      .split(",")
      .map((item) => item.trim().replace(/^W\//, ""))
      .some((item) => item === etag || item === "*")
  );
}

/**
 * One range of bytes. Null: send everything (no range, several, or one not
 * understood, which a server may answer in full).
 * @throws EdgeError range_not_satisfiable
 */
export function parseRange(header: string | null, size: number): Range | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const [, first = "", last = ""] = match;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end =
    first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return null;
  if (start >= size || (first === "" && Number(last) === 0)) {
    throw new EdgeError("range_not_satisfiable", {
      "content-range": `bytes */${size}`,
    });
  }
  return { start, end };
}

/** RFC 6266: an ASCII stand-in, and the real name for clients that can read it. */
function disposition({ name, inline }: OpenedFile): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${inline ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
