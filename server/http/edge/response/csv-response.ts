import { ReadableStream } from "node:stream/web";

/** A CSV file to save, sent while it is read. `name`: ASCII without quotes. */
export function csvResponse(
  name: string,
  text: AsyncIterable<string>,
): Response {
  const body = ReadableStream.from(encoded(text));
  return new Response(body as BodyInit, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}

async function* encoded(
  text: AsyncIterable<string>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const part of text) yield encoder.encode(part);
}
