import type { IncomingMessage } from "node:http";
import { EdgeError } from "#server/http/problem.ts";

/**
 * The whole body, up to `maxBytes`. More is refused as soon as it is known:
 * by Content-Length before the first byte, else at the byte that is too many.
 *
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
 * costs more than all else that a webhook does.
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

// The rest of the body is still coming: the connection cannot be used again.
function tooLarge(): EdgeError {
  return new EdgeError("payload_too_large", { connection: "close" });
}
