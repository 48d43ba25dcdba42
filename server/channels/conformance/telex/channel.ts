import type { KindDefinition } from "#contract/channels/rules/rules.ts";
import { toStorable } from "#contract/text/text.ts";
import type {
  Channel,
  Received,
  SendTarget,
  WebhookRequest,
  WebhookSource,
} from "#server/channels/channel.ts";
import type { InboundEvent } from "#server/channels/inbound-event.ts";
import type {
  OutboundMessage,
  SendOutcome,
  VendorError,
} from "#server/channels/outbound-message.ts";
import { asId, asText, asTime } from "#server/channels/common/json.ts";
import {
  postOutside,
  type OutsideAnswer,
} from "#server/channels/common/post-outside.ts";
import { isSurelyNotTaken } from "#server/channels/common/request-written.ts";
import { constantTimeEqual, sha256Hex } from "#server/runtime/crypto.ts";

/**
 * A kind of channel that no vendor has: as far from the others as the interface
 * allows, so that the suite and the product take nothing of theirs for granted.
 * Forms instead of JSON, basic authentication instead of a signature, texts of
 * 60 bytes, several conversations of a person, no files, quotes, receipts,
 * typing or profiles, and nothing that tells whether a cut-off send arrived.
 */
export const telex: KindDefinition = {
  rules: () => ({
    textLimit: 60,
    textUnit: "bytes",
    attachments: false,
    maxBytes: { image: 0, video: 0, audio: 0, file: 0 },
    voiceFormats: [],
    standardWindowHours: 2,
    humanAgentWindowHours: null,
    outboundFirst: false,
    typing: false,
    seen: false,
    reactions: false,
    replies: false,
    receipts: false,
  }),
  declares: [],
  setup: [
    { name: "gateway", required: true, secret: false },
    { name: "password", required: true, secret: true },
  ],
  lights: ["webhook", "traffic"],
  settings: [],
  shownOnce: [],
  checks: false,
  testMessages: false,
  hasApps: false,
};

export function createTelexChannel(): Channel {
  return { kind: KIND, receive, parse, send, timedOut: "doubt" };
}

const KIND = "telex" as Channel["kind"];
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 4096;

function receive(
  { method, headers }: WebhookRequest,
  { secrets }: WebhookSource,
): Received {
  const given = (headers as Headers).get("authorization") ?? "";
  const fits = secrets
    .map((secret) => secret !== "" && constantTimeEqual(given, basic(secret)))
    .some(Boolean);
  return method === "POST" && fits
    ? { kind: "store", answer: { status: 202, body: "+" } }
    : {
        kind: "refused",
        answer: { status: 401, body: "-" },
        accountIds: [],
      };
}

/** `user:password` as a header. */
export function basic(secret: string): string {
  return `Basic ${Buffer.from(secret).toString("base64")}`;
}

function parse(
  body: Uint8Array,
  { externalId }: { externalId: string },
): InboundEvent[] | null {
  const form = new URLSearchParams(Buffer.from(body).toString());
  if (!form.has("op")) return null;
  const op = form.get("op") ?? "";
  const customerId = asId(form.get("from"));
  if (customerId === null || (op !== "say" && op !== "wipe"))
    return [
      {
        type: "ignored",
        reason: `op:${toStorable(op).slice(0, 40)}`,
        path: "op",
      },
    ];
  const common = {
    accountId: externalId,
    customerId,
    threadKey: asId(form.get("topic")) ?? "",
    at: asTime(form.get("sent")),
  };
  const mid = asId(form.get("no")) ?? `made.${sha256Hex(form.toString())}`;
  if (op === "wipe") return [{ ...common, type: "unsend", mid }];
  const text = asText(form.get("words"));
  return [
    {
      ...common,
      type: "message",
      mid,
      text,
      attachments: [],
      replyToMid: null,
      context: null,
    },
  ];
}

async function send(
  target: SendTarget,
  { body }: OutboundMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  if (body.kind === "file") return lostFile(body);
  const { gateway } = target.options;
  if (typeof gateway !== "string")
    return refused("bad_request", "The channel has no gateway.");
  try {
    const answer = await postOutside({
      url: gateway,
      body: new URLSearchParams({
        to: target.recipientId,
        topic: target.threadKey,
        words: body.text,
      }).toString(),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: basic(target.credentials),
      },
      allowPrivate: true,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      maxAnswerBytes: MAX_ANSWER_BYTES,
    });
    return toOutcome(answer);
  } catch (failure) {
    return isSurelyNotTaken(failure)
      ? later("unreachable", "No connection.", null)
      : uncertain("The connection was cut.");
  }
}

async function lostFile(
  body: Extract<OutboundMessage["body"], { kind: "file" }>,
): Promise<SendOutcome> {
  const isThere = await body.open().then(
    () => true,
    () => false,
  );
  return isThere
    ? refused("bad_request", "No files here.")
    : refused("file_unreadable", "The file is gone.");
}

/** `OK <number>`, or `NO <word>`. */
function toOutcome({ status, headers, body }: OutsideAnswer): SendOutcome {
  const [, verdict, rest = ""] = /^(OK|NO) (\S+)/.exec(body ?? "") ?? [];
  if (verdict === "OK")
    return { kind: "accepted", externalId: rest, usage: null };
  if (status === 429) {
    const seconds = Number(headers["retry-after"] ?? Number.NaN);
    const afterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
    return later("rate_limited", "Too many.", afterMs);
  }
  if (verdict === "NO")
    return refused(
      rest === "WHO" ? "person_unknown" : "bad_request",
      `The gateway says ${rest.slice(0, 20)}.`,
    );
  return uncertain(`The gateway answered ${status}.`);
}

function refused(key: string, message: string): SendOutcome {
  return { kind: "refused", error: errorOf(key, message), usage: null };
}

function uncertain(message: string): SendOutcome {
  return { kind: "uncertain", error: errorOf("maybe_sent", message) };
}

function later(
  key: string,
  message: string,
  afterMs: number | null,
): SendOutcome {
  const error = errorOf(key, message);
  return { kind: "later", error, afterMs, wholeChannel: false, usage: null };
}

function errorOf(key: string, message: string): VendorError {
  return { key, code: null, subcode: null, message, trace: null };
}
