import type { IncomingMessage } from "node:http";
import { setTimeout as passing } from "node:timers/promises";
import { MAX_FILE_BYTES } from "#contract/imports/import-file.ts";
import { MAX_UPLOAD_BYTES } from "#server/domain/files/upload.ts";
import { EdgeError } from "#server/http/edge/response/problem.ts";

const MEGABYTE = 1024 * 1024;

/** Meta sends up to 1000 updates and 3 MB per POST. */
export const MAX_DELIVERY_BYTES = 4 * MEGABYTE;
export const MAX_JSON_BYTES = MEGABYTE;
/** A file, and the multipart wrapping around it. */
export const MAX_FORM_BYTES = MAX_UPLOAD_BYTES + 64 * 1024;
/** A table of customers or leads. */
export const MAX_IMPORT_FORM_BYTES = MAX_FILE_BYTES + 64 * 1024;
/** An e-mail, a password and a token of the form. */
export const MAX_SIGN_IN_BYTES = 16 * 1024;

/** Paths that take a form with a file, with the most that it may have. */
const FORMS: ReadonlyMap<string, number> = new Map([
  ["/api/v1/files", MAX_FORM_BYTES],
  ["/api/v1/me/photo", MAX_FORM_BYTES],
  ["/api/v1/customers/imports", MAX_IMPORT_FORM_BYTES],
  ["/api/v1/leads/imports", MAX_IMPORT_FORM_BYTES],
]);

/** The largest body that a request to this path may have. It is checked before anything else. */
export function maxBodyBytes(path: string): number {
  if (path.startsWith("/webhooks/")) return MAX_DELIVERY_BYTES;
  const form = FORMS.get(path);
  if (form !== undefined) return form;
  if (path.startsWith("/api/auth/")) return MAX_SIGN_IN_BYTES;
  return MAX_JSON_BYTES;
}

/**
 * Bounds the request's body, whichever code reads it: a declared length is
 * checked now, an undeclared one at the first byte too many.
 * @throws EdgeError payload_too_large
 */
export function boundBody(request: Request, maxBytes: number): Request {
  const { headers } = request;
  if (Number(headers.get("content-length")) > maxBytes) throw tooLarge();
  // Node refuses a body longer than its Content-Length, so that number bounds it.
  if (headers.has("content-length") || request.body === null) return request;
  let size = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > maxBytes) controller.error(tooLarge());
      else controller.enqueue(chunk);
    },
  });
  return new Request(request.url, {
    method: request.method,
    headers,
    body: request.body.pipeThrough(counted),
    duplex: "half",
  } as RequestInit);
}

/**
 * Reads the whole body, up to `maxBytes`. A larger one is refused as soon as
 * that is known: by Content-Length before the first byte, else at the first
 * byte too many.
 * @throws EdgeError payload_too_large
 */
export async function readBytes(
  request: Request,
  maxBytes: number,
): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (declared > maxBytes) throw tooLarge();
  // Node refuses a body longer than its Content-Length, so that number bounds it.
  if (declared >= 0) return new Uint8Array(await request.arrayBuffer());
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The same from Node's own request where there is one: a web stream around it
 * costs more than everything else that a webhook does.
 */
export async function readIncoming(
  incoming: IncomingMessage,
  maxBytes: number,
): Promise<Uint8Array> {
  if (Number(incoming.headers["content-length"]) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Not destroyed when we stop reading: the refusal goes out on the same connection.
  const stream = incoming.iterator({ destroyOnReturn: false });
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const [first] = chunks;
  return chunks.length === 1 && first ? first : Buffer.concat(chunks);
}

/** A client that goes on sending for longer than this after a refusal finds the connection closed. */
const READ_PAST_MS = 2_000;

export function shortWhile(): Promise<void> {
  return passing(READ_PAST_MS, undefined, { ref: false });
}

/** Reads and discards the rest of a refused body: its sender first sends, and then reads the reason. */
export async function readPast({ body, bodyUsed }: Request): Promise<void> {
  if (body === null || bodyUsed || body.locked) return;
  const reading = (async () => {
    for await (const chunk of body.values({ preventCancel: true })) void chunk;
  })();
  await Promise.race([reading.catch(() => undefined), shortWhile()]);
}

// The rest of the body is still coming. @hono/node-server reads and discards
// it for a moment, then closes: closing at once would break the client's
// connection before it has read the reason.
function tooLarge(): EdgeError {
  return new EdgeError("payload_too_large");
}
