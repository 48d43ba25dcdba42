import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import {
  SERVICE_BUDGET_MS,
  serviceAnswerSchema,
  type ServiceQuestion,
  type ServiceReply,
} from "#contract/routing-service.ts";
import {
  checkedLookup,
  ForbiddenAddress,
  isAllowedAddress,
} from "#server/channels/common/public-address.ts";
import { hmacSha256Hex } from "#server/runtime/crypto.ts";

export type AskInput = {
  url: string;
  secret: string;
  question: ServiceQuestion;
  /** Of this installation: the service may be at a private address, and by http. */
  allowPrivate: boolean;
  budgetMs?: number;
};

const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Asks a routing service about one thread, within the budget from name look-up
 * to the last byte. Never throws: whatever goes wrong is a reply that says so.
 * Redirects are no answer. The signature is HMAC-SHA256 over
 * `<timestamp>.<body>`, so that a question that was overheard cannot be asked
 * again later.
 */
export async function askService({
  url: text,
  secret,
  question,
  allowPrivate,
  budgetMs = SERVICE_BUDGET_MS,
}: AskInput): Promise<ServiceReply> {
  const signal = AbortSignal.timeout(budgetMs);
  const body = JSON.stringify(question);
  const timestamp = String(Math.floor(Date.parse(question.at) / 1000));
  const signature = `sha256=${hmacSha256Hex(secret, `${timestamp}.${body}`)}`;
  try {
    const url = new URL(text);
    if (!mayAsk(url, allowPrivate)) return failed("private_address");
    const response = await post(
      url,
      { body, allowPrivate, signal },
      {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
        "user-agent": "Parley",
        "accept-encoding": "identity",
        "x-parley-timestamp": timestamp,
        "x-parley-signature": signature,
      },
    );
    if (response.statusCode !== 200) {
      response.destroy();
      return failed("status");
    }
    const answer = parseAnswer(await read(response));
    return answer === null
      ? failed("bad_answer")
      : { kind: "named", agentIds: answer };
  } catch (error) {
    if (error instanceof ForbiddenAddress) return failed("private_address");
    return failed(signal.aborted ? "timeout" : "unreachable");
  }
}

/** Null: not what was asked for. Pure. */
export function parseAnswer(text: string | null): string[] | null {
  if (text === null) return null;
  try {
    const parsed = serviceAnswerSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.agentIds : null;
  } catch {
    return null;
  }
}

function failed(
  outcome: Extract<ServiceReply, { kind: "failed" }>["outcome"],
): ServiceReply {
  return { kind: "failed", outcome };
}

/** Names are checked when they are looked up. */
function mayAsk(url: URL, allowPrivate: boolean): boolean {
  if (url.protocol !== "https:" && !allowPrivate) return false;
  const host = hostOf(url);
  return isIP(host) === 0 || isAllowedAddress(host, allowPrivate);
}

/** Resolves when the headers are there. @throws what the connection failed with */
function post(
  url: URL,
  sent: { body: string; allowPrivate: boolean; signal: AbortSignal },
  headers: Record<string, string>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    const asking = request(
      {
        protocol: url.protocol,
        hostname: hostOf(url),
        port: url.port,
        path: url.pathname + url.search,
        method: "POST",
        headers,
        // Never a connection that somebody else's check has opened.
        agent: false,
        lookup: checkedLookup(sent.allowPrivate),
        signal: sent.signal,
      },
      resolve,
    );
    asking.on("error", reject);
    asking.end(sent.body);
  });
}

/** Null: longer than any answer. @throws when the time is over */
async function read(response: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop destroys the response.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The host as a name or an address: without the brackets of IPv6. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}
