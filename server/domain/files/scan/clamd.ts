import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { truncate } from "#contract/text/text.ts";
import {
  SCAN_TIMEOUT_MS,
  ScanUnavailable,
  TOO_SLOW,
  type ScanVerdict,
} from "#server/domain/file-scanner.ts";

const DEFAULT_PORT = 3310;
const MAX_ANSWER_BYTES = 4_096;
const MAX_TOLD = 200;

/**
 * Sends a file to clamd and reads its verdict. Protocol: clamd(8), INSTREAM
 * with the prefix "z": chunks with their length before them, an empty one at
 * the end, and one line that ends with a zero. Read 2026-11.
 * @throws ScanUnavailable
 */
export async function scanByClamd(
  { hostname, port }: URL,
  chunks: AsyncIterable<Uint8Array>,
): Promise<ScanVerdict> {
  const socket = connect({
    // An IPv6 address has brackets in a URL only.
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? DEFAULT_PORT : Number(port),
  });
  // Its reader gets the error; one that comes after the verdict is nobody's.
  socket.on("error", () => undefined);
  const timer = setTimeout(
    () => socket.destroy(new ScanUnavailable(TOO_SLOW)),
    SCAN_TIMEOUT_MS,
  );
  try {
    const answer = readAnswer(socket);
    // It may refuse a file before it has all of it: then the answer says why.
    const [verdict] = await Promise.all([answer, send(socket, chunks)]);
    return verdictOf(verdict);
  } catch (error) {
    if (error instanceof ScanUnavailable) throw error;
    throw new ScanUnavailable(`clamd: ${String(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

async function send(
  socket: Socket,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  socket.write("zINSTREAM\0");
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue; // an empty one would end the file
    if (socket.writableEnded || socket.destroyed) return;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    socket.write(length);
    if (!socket.write(chunk))
      await Promise.race([once(socket, "drain"), once(socket, "close")]);
  }
  socket.write(Buffer.alloc(4));
}

/** Resolves with the line, however much was sent by then. */
async function readAnswer(socket: Socket): Promise<string> {
  let answer = "";
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    answer += chunk.toString("utf8");
    const end = answer.indexOf("\0");
    if (end >= 0) return answer.slice(0, end);
    if (answer.length > MAX_ANSWER_BYTES) break;
  }
  throw new ScanUnavailable("clamd ended the connection without a verdict.");
}

/** Pure. @throws ScanUnavailable */
function verdictOf(answer: string): ScanVerdict {
  const said = answer.trim();
  if (/^stream: OK$/.test(said)) return { kind: "clean" };
  const name = /^stream: (.+) FOUND$/.exec(said)?.[1];
  if (name !== undefined) return { kind: "infected", name };
  throw new ScanUnavailable(`clamd answered: ${truncate(said, MAX_TOLD)}`);
}
