import { randomUUID } from "node:crypto";
import type {
  Account,
  HealthLook,
  SendTarget,
} from "#server/channels/channel.ts";
import type {
  OutboundMessage,
  SendOutcome,
  VendorError,
} from "#server/channels/outbound-message.ts";
import { asLine, asObject, asText } from "#server/channels/common/json.ts";
import {
  postOutside,
  type OutsideAnswer,
} from "#server/channels/common/post-outside.ts";
import { signatureHeaders } from "#server/channels/common/sign-webhook.ts";
import { problemOf } from "#server/channels/common/problem-of.ts";
import { withoutSecrets } from "#server/channels/common/without-secrets.ts";
import { ForbiddenAddress } from "#server/channels/common/public-address.ts";

// Shorter than the claim of a text: nobody sends again what is still under way.
const TIMEOUT_MS = 20_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_ID_LENGTH = 500;
const MAX_DETAIL_LENGTH = 300;
/** They speak of the address or the signature, and so of every message. */
const OF_ALL_MESSAGES = new Set([401, 403, 404, 405, 410]);

export type SendOptions = { allowPrivate: boolean; now: () => Date };

/**
 * Posts one message to the channel's callback, signed by Standard Webhooks
 * (standardwebhooks.com, read 2026-11). The receiver knows a repeated message
 * by its `webhook-id`, so whatever is not an answer can be sent again.
 * Never throws.
 */
export async function send(
  target: SendTarget,
  message: OutboundMessage,
  options: SendOptions,
  signal: AbortSignal,
): Promise<SendOutcome> {
  try {
    const body = await toBody(target, message);
    if (body === null) return later("file_unreadable", null, NO_ADDRESS, null);
    return await post(target, { id: message.id, body }, options, signal);
  } catch (error) {
    const text = error instanceof Error ? error.message : "no answer";
    return later("unreachable", null, text, null);
  }
}

/**
 * A signed `ping` to the callback. It is answered like a message and has no
 * other effect, so it shows whether address and signing secret fit. Never throws.
 */
export async function ping(
  account: Account,
  options: SendOptions,
): Promise<HealthLook> {
  const id = randomUUID();
  const body = JSON.stringify({ type: "ping", id });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const outcome = await post(account, { id, body }, options, signal);
  const seen = { credentials: {} };
  if (outcome.kind === "accepted") return { source: "send", found: [], seen };
  const { key, message } = outcome.error;
  const code =
    problemOf(key) ??
    (outcome.kind === "refused" ? "callback_refused" : "replies_waiting");
  return { source: "send", found: [{ code, detail: message }], seen };
}

/** Never throws. */
async function post(
  account: Account,
  { id, body }: { id: string; body: string },
  { allowPrivate, now }: SendOptions,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const { callbackUrl } = account.options;
  if (typeof callbackUrl !== "string")
    return refused("callback_missing", null, "The channel has no callback.");
  try {
    const answer = await postOutside({
      url: callbackUrl,
      body,
      headers: signatureHeaders(account.credentials, { id, at: now(), body }),
      allowPrivate,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      maxAnswerBytes: MAX_ANSWER_BYTES,
    });
    return toOutcome(answer, id, [account.credentials, account.secret]);
  } catch (error) {
    if (error instanceof ForbiddenAddress)
      return refused("callback_private", null, "The address is not public.");
    const text = error instanceof Error ? error.message : "no answer";
    return later("unreachable", null, text, null);
  }
}

const NO_ADDRESS = "The file got no address.";

/** Null: the file has no address now. */
async function toBody(
  target: SendTarget,
  { id, replyToMid, body }: OutboundMessage,
): Promise<string | null> {
  const url =
    body.kind === "text" ? "" : await body.publicUrl().catch(() => null);
  if (url === null) return null;
  const isText = body.kind === "text";
  return JSON.stringify({
    type: "message",
    id,
    conversation: { key: target.threadKey },
    customer: { id: target.recipientId },
    text: isText ? body.text : null,
    attachments: isText
      ? []
      : [
          {
            url,
            name: body.name,
            type: body.mimeType,
            size: body.size,
          },
        ],
    replyTo: replyToMid,
  });
}

function toOutcome(
  answer: OutsideAnswer,
  id: string,
  secrets: string[],
): SendOutcome {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    const externalId = asLine(jsonOf(answer)?.["externalId"], MAX_ID_LENGTH);
    return { kind: "accepted", externalId: externalId ?? id, usage: null };
  }
  const said = asText(jsonOf(answer)?.["detail"]);
  // Before it is cut: half a secret is not found.
  const detail =
    said && asLine(withoutSecrets(said, secrets), MAX_DETAIL_LENGTH);
  const text = detail ?? `The receiver answered ${status}.`;
  if (status === 429 || status >= 500)
    return later("receiver_failing", status, text, retryAfterMs(answer));
  const key = OF_ALL_MESSAGES.has(status)
    ? "callback_refused"
    : "receiver_refused";
  return refused(key, status, text);
}

function jsonOf({ body }: OutsideAnswer): Record<string, unknown> | null {
  try {
    return body === null ? null : asObject(JSON.parse(body));
  } catch {
    return null;
  }
}

/** Seconds or a date; null: not said. */
function retryAfterMs({ headers }: OutsideAnswer): number | null {
  const text = headers["retry-after"];
  if (text === undefined) return null;
  const seconds = Number(text);
  const ms = Number.isFinite(seconds)
    ? seconds * 1000
    : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

function vendorError(
  key: string,
  code: number | null,
  message: string,
): VendorError {
  return { key, code, subcode: null, message, trace: null };
}

function refused(
  key: string,
  code: number | null,
  message: string,
): SendOutcome {
  return {
    kind: "refused",
    error: vendorError(key, code, message),
    usage: null,
  };
}

function later(
  key: string,
  code: number | null,
  message: string,
  afterMs: number | null,
): SendOutcome {
  const error = vendorError(key, code, message);
  return { kind: "later", error, afterMs, wholeChannel: false, usage: null };
}
