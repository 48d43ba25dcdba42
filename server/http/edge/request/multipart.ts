import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { AppError } from "#server/domain/app-error.ts";
import { shortWhile } from "./body.ts";
import { EdgeError } from "#server/http/edge/response/problem.ts";

/** A form may bring little beside the file: its other parts are skipped. */
const LIMITS = {
  parts: 50,
  fields: 50,
  fieldSize: 16 * 1024,
  headerPairs: 50,
  headerSize: 16 * 1024,
};

/**
 * Passes on the first file of this field of a multipart form as it arrives:
 * nothing of it is held here. `receive` reads it to its end or throws; then no
 * more of the body is read.
 * @param undo gets the result of `receive` when the rest of the form is
 * invalid
 * @returns null: no file is in that field
 * @throws EdgeError unsupported_type, payload_too_large; AppError
 * invalid_input; the errors of `receive`
 */
export async function fileOfForm<T>(
  request: Request,
  field: string,
  {
    receive,
    undo,
  }: {
    receive(file: AsyncIterable<Uint8Array>, name: string): Promise<T>;
    undo(received: T): Promise<void>;
  },
): Promise<T | null> {
  const parser = parserOf(request);
  const stop = new AbortController();
  // The first reason counts: later failures follow from it.
  const refuse = (error: unknown) => stop.abort(error);
  const found: { file: Readable; received: Promise<T> }[] = [];
  parser.on("error", (error) => refuse(malformed(error)));
  parser.on("file", (name, file, fileName) => {
    file.on("error", (error) => refuse(malformed(error)));
    if (name !== field || found.length > 0) return void file.resume();
    // A receiver that stops gives its own reason; the stream ends afterwards.
    const chunks = file.iterator({ destroyOnReturn: false });
    const received = receive(chunks, fileName);
    received.catch(refuse);
    found.push({ file, received });
  });
  const finished = new Promise((resolve) => parser.once("finish", resolve));
  const pumping = pump(request.body, parser, stop.signal).catch(
    (error: unknown) =>
      refuse(error instanceof EdgeError ? error : malformed(error)),
  );
  try {
    await Promise.race([
      aborted(stop.signal),
      Promise.all([finished, pumping]),
    ]);
    return (await found[0]?.received) ?? null;
  } catch (error) {
    refuse(error);
    for (const { file, received } of found) {
      file.destroy();
      await received.then(undo, () => undefined);
    }
    await Promise.race([pumping, shortWhile()]);
    throw stop.signal.reason;
  }
}

function parserOf(request: Request): BusboyInstance {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type))
    throw new EdgeError("unsupported_type");
  try {
    return new Busboy({
      headers: { "content-type": type },
      limits: LIMITS,
      preservePath: true,
    });
  } catch (cause) {
    throw malformed(cause);
  }
}

/** After a refusal the rest is read and discarded: a client still sending would otherwise find the connection closed. */
async function pump(
  body: ReadableStream<Uint8Array> | null,
  parser: Writable,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of body?.values({ preventCancel: true }) ?? []) {
    if (signal.aborted || parser.write(chunk)) continue;
    await once(parser, "drain", { signal }).catch(() => undefined);
  }
  if (!signal.aborted) parser.end();
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
}

function malformed(cause: unknown): AppError {
  return new AppError(
    "invalid_input",
    { errors: [{ path: "", message: "The form is malformed." }] },
    { cause },
  );
}
