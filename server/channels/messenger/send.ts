import type {
  OutboundMessage,
  SendOutcome,
  VendorError,
} from "#server/channels/outbound-message.ts";
import type { PersonTarget } from "#server/channels/messenger/target.ts";
import { plainError } from "#server/channels/meta/graph-error.ts";
import type { Graph, GraphCall } from "#server/channels/meta/graph.ts";
import { asId } from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";

// Shorter than the claim of a text: no message still under way is looked up.
const TEXT_TIMEOUT_MS = 20_000;
const FILE_TIMEOUT_MS = 120_000; // 25 MB over a slow line

/**
 * Sends one bubble, once, and never throws. There is no idempotency key: after
 * `uncertain`, only the echo (our reference travels in `metadata`) or a lookup
 * in the conversation shows whether the person has it. Source: Messenger
 * Platform, "Send API" reference, read 2026-11.
 */
export async function send(
  graph: Graph,
  target: PersonTarget,
  message: OutboundMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const request = await toRequest(target, message);
  if ("error" in request) {
    return { kind: "refused", error: request.error, usage: null };
  }
  const result = await graph.call({
    method: "POST",
    path: [target.accountId, "messages"],
    token: target.accessToken,
    appSecret: target.appSecret,
    ...request,
    signal,
  });
  if (result.kind === "ok") {
    const externalId = asId(result.body["message_id"]);
    return externalId === null
      ? { kind: "uncertain", error: NO_ID }
      : { kind: "accepted", externalId, usage: result.usage };
  }
  const { error, afterMs, wholeChannel, usage } = result;
  switch (result.class) {
    case "later":
      return { kind: "later", error, afterMs, wholeChannel, usage };
    case "uncertain":
      return { kind: "uncertain", error };
    case "refused":
    case "channel":
      return { kind: "refused", error, usage };
  }
}

const NO_ID: VendorError = plainError(
  "uncertain",
  "maybe_sent",
  "The answer names no message id.",
).error;

type Request = Pick<GraphCall, "body" | "timeoutMs">;

async function toRequest(
  target: PersonTarget,
  message: OutboundMessage,
): Promise<Request | { error: VendorError }> {
  const { body, reference } = message;
  if (body.kind === "text") {
    const text = body.text.toWellFormed();
    const json = {
      ...envelope(target, message),
      message: { text, metadata: reference },
    };
    return { body: { json }, timeoutMs: TEXT_TIMEOUT_MS };
  }
  let file: Blob;
  try {
    file = await body.open();
  } catch (failure) {
    const words = failure instanceof Error ? failure.message : String(failure);
    return { error: plainError("refused", "file_unreadable", words).error };
  }
  const form = toForm({
    ...envelope(target, message),
    message: {
      // Not reusable: that must not be requested when uploading and sending in one call.
      attachment: { type: body.type, payload: {} },
      metadata: reference,
    },
  });
  form.append("filedata", file, body.name);
  return { body: { form }, timeoutMs: FILE_TIMEOUT_MS };
}

function envelope(target: PersonTarget, message: OutboundMessage): JsonObject {
  return {
    recipient: { id: target.recipientId },
    ...(message.window === "human_agent"
      ? { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" }
      : { messaging_type: "RESPONSE" }),
    ...(message.replyToMid === null
      ? {}
      : { reply_to: { mid: message.replyToMid } }),
  };
}

/** Objects travel as JSON text in a form. */
function toForm(fields: JsonObject): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    form.append(
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    );
  }
  return form;
}
