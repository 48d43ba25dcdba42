import { ReadableStream } from "node:stream/web";
import { create as createDisposition } from "content-disposition";
import { parse as parseRange, type Range } from "range-parser";
import type { Avatar } from "#server/domain/customers/avatar.ts";
import type { OpenedFile } from "#server/domain/files/open-file.ts";
import { EdgeError } from "./problem.ts";

const PDF = "application/pdf";
const SANDBOX = "default-src 'none'; sandbox";

/** The code of range-parser for a range beyond the file. */
const UNSATISFIABLE = 2;

/**
 * Serves a customer's file from our own address, made harmless: its declared
 * type and no other, no script, no frame, a download unless it is a picture, a
 * video or a sound. Ranges are served, because players seek.
 * `isFramed`: the browser's own viewer may show a PDF in a frame of the console. The sandbox stays, in which
 * neither a script of the file nor a page in its place could do anything.
 * @throws EdgeError range_not_satisfiable
 */
export function fileResponse(
  file: OpenedFile,
  asked: Headers,
  { isFramed = false } = {},
): Response {
  const isPdfInFrame = isFramed && file.mimeType === PDF;
  const etag = `"${file.etag}"`;
  const headers = new Headers({
    "content-type": file.mimeType,
    "content-disposition": disposition({
      ...file,
      inline: file.inline || isPdfInFrame,
    }),
    "content-security-policy": isPdfInFrame
      ? `${SANDBOX}; frame-ancestors 'self'`
      : SANDBOX,
    ...(isPdfInFrame ? { "x-frame-options": "SAMEORIGIN" } : {}),
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
      ? readRange(asked.get("range"), file.size)
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
    "content-security-policy": SANDBOX,
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
export function readRange(header: string | null, size: number): Range | null {
  if (header === null) return null;
  const { code, type, ranges } = parseRange(size, header);
  if (code === UNSATISFIABLE) {
    throw new EdgeError("range_not_satisfiable", {
      "content-range": `bytes */${size}`,
    });
  }
  const [range] = ranges;
  return type === "bytes" && ranges.length === 1 && range ? range : null;
}

/** An ASCII stand-in, and the real name for clients that can read it (RFC 6266). */
function disposition({
  name,
  inline,
}: Pick<OpenedFile, "name" | "inline">): string {
  return createDisposition(name, { type: inline ? "inline" : "attachment" });
}
