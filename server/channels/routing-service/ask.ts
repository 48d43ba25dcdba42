import {
  SERVICE_BUDGET_MS,
  serviceAnswerSchema,
  type ServiceQuestion,
  type ServiceReply,
} from "#contract/routing/routing-service.ts";
import { postOutside } from "#server/channels/common/post-outside.ts";
import { ForbiddenAddress } from "#server/channels/common/public-address.ts";
import { hmacSha256Hex } from "#server/runtime/crypto.ts";

export type AskInput = {
  url: string;
  secret: string;
  question: ServiceQuestion;
  /** The setting of this installation: the service may be at a private address, and use http. */
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
  url,
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
    const response = await postOutside({
      url,
      body,
      headers: {
        "x-parley-timestamp": timestamp,
        "x-parley-signature": signature,
      },
      allowPrivate,
      signal,
      maxAnswerBytes: MAX_ANSWER_BYTES,
    });
    if (response.status !== 200) return failed("status");
    const answer = parseAnswer(response.body);
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
