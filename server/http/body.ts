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

// The rest of the body is still coming: the connection cannot be used again.
function tooLarge(): EdgeError {
  return new EdgeError("payload_too_large", { connection: "close" });
}
