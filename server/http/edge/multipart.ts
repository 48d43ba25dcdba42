import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { AppError } from "#server/domain/app-error.ts";
import { shortWhile } from "./body.ts";
import { EdgeError } from "./problem.ts";

/** Beside the file a form may bring little: its other parts are read past. */
const LIMITS = {
  parts: 50,
  fields: 50,
  fieldSize: 16 * 1024,
  headerPairs: 50,
  headerSize: 16 * 1024,
};

/**
 * The first file of this field of a multipart form, handed on as it comes in:
 * nothing of it is held here. `receive` reads it to its end or throws; then no
 * more of the body is read.
 * @param undo is given what `receive` made when the rest of the form is no form
 * @returns null: no file is in that field
 * @throws EdgeError unsupported_type, payload_too_large; AppError invalid_input;
 *   what `receive` throws
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
  // The first reason counts: what fails after it fails because of it.
  const refuse = (error: unknown) => stop.abort(error);
  const found: { file: Readable; received: Promise<T> }[] = [];
  parser.on("error", (error) => refuse(malformed(error)));
  parser.on("file", (name, file, fileName) => {
    file.on("error", (error) => refuse(malformed(error)));
    if (name !== field || found.length > 0) return void file.resume();
    // A receiver that leaves gives its reason itself: the stream ends afterwards.
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

/** Once refused, the rest is read past: who is still sending would otherwise find the connection closed. */
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
