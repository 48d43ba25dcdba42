import { Readable } from "node:stream";
import { z } from "zod";
import {
  SCAN_TIMEOUT_MS,
  ScanUnavailable,
  TOO_SLOW,
  type ScanVerdict,
} from "#server/domain/file-scanner.ts";

const MAX_ANSWER_BYTES = 64 * 1024;
const INFECTED = 422;

const answerSchema = z.object({
  infected: z.boolean().optional(),
  name: z.string().max(300).optional(),
});

/**
 * Posts a file to an HTTP hook. 2xx: clean, unless its JSON says
 * `{infected: true, name}`; 422: infected. Anything else is no verdict. The
 * user and password of the address, if any, are sent as Basic authorization.
 * @throws ScanUnavailable
 */
export async function scanByHook(
  target: URL,
  chunks: AsyncIterable<Uint8Array>,
): Promise<ScanVerdict> {
  const { username, password } = target;
  const address = new URL(target);
  address.username = "";
  address.password = "";
  try {
    const response = await fetch(address, {
      method: "POST",
      redirect: "error", // the bytes go where the operator said
      headers: {
        "content-type": "application/octet-stream",
        accept: "application/json",
        ...(username === ""
          ? {}
          : { authorization: `Basic ${basicOf(username, password)}` }),
      },
      body: Readable.toWeb(Readable.from(chunks)) as ReadableStream,
      duplex: "half",
      signal: AbortSignal.timeout(SCAN_TIMEOUT_MS),
    } as RequestInit);
    const { infected = false, name = "unnamed" } = readAnswer(
      await readText(response),
    );
    if (response.status === INFECTED || (response.ok && infected))
      return { kind: "infected", name };
    if (response.ok) return { kind: "clean" };
    throw new ScanUnavailable(`The hook answered ${response.status}.`);
  } catch (error) {
    if (error instanceof ScanUnavailable) throw error;
    if (error instanceof Error && error.name === "TimeoutError")
      throw new ScanUnavailable(TOO_SLOW, { cause: error });
    throw new ScanUnavailable(`hook: ${String(error)}`, { cause: error });
  }
}

function basicOf(username: string, password: string): string {
  const both = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return Buffer.from(both).toString("base64");
}

/** @throws ScanUnavailable: it is too long for a verdict */
async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES)
      throw new ScanUnavailable("The hook's answer is too long.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Pure. A body that is no such JSON says nothing. */
function readAnswer(text: string): z.infer<typeof answerSchema> {
  try {
    return answerSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
