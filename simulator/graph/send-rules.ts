import type { SimChat } from "../world/model.ts";
import { refuse } from "./errors.ts";
import { isRecord, textParam } from "./request.ts";

const HOUR_MS = 3_600_000;
const STANDARD_WINDOW_MS = 24 * HOUR_MS;
const HUMAN_AGENT_WINDOW_MS = 7 * 24 * HOUR_MS;
const MAX_TEXT_UNITS = 2_000;
const METADATA_BELOW = 1_000;
const MAX_QUICK_REPLIES = 13;
const MAX_QUICK_REPLY_TITLE = 20;
const MAX_QUICK_REPLY_PAYLOAD = 1_000;

/** Refused since 2026-04-27. */
const RETIRED_TAGS = [
  "ACCOUNT_UPDATE",
  "CONFIRMED_EVENT_UPDATE",
  "POST_PURCHASE_UPDATE",
];

/** Until when the page may write, Unix ms; null if the person never wrote. */
export function replyWindow(
  chat: SimChat,
): { standardUntil: number; humanAgentUntil: number } | null {
  const since = chat.lastCustomerAt;
  if (since === null) return null;
  return {
    standardUntil: since + STANDARD_WINDOW_MS,
    humanAgentUntil: since + HUMAN_AGENT_WINDOW_MS,
  };
}

/** messaging_type, tag and time together. @throws GraphError 100, 10 */
export function checkWindow(
  params: Record<string, unknown>,
  chat: SimChat,
  now: number,
): void {
  // Meta's own samples leave messaging_type out, and are answered.
  const kind = textParam(params, "messaging_type") ?? "RESPONSE";
  const tag = textParam(params, "tag");
  const window = replyWindow(chat);
  switch (kind) {
    case "RESPONSE":
    case "UPDATE":
      if (!window || now > window.standardUntil) throw refuse.outsideWindow();
      return;
    case "MESSAGE_TAG":
      checkTag(tag, params);
      if (!window || now > window.humanAgentUntil) throw refuse.outsideWindow();
      return;
    case "UTILITY":
      if (!isRecord(params["message"]) || !params["message"]["template"])
        throw refuse.badParameter("A utility message needs a template.");
      return;
    default:
      throw refuse.badParameter(
        "Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG, UTILITY}",
      );
  }
}

function checkTag(tag: string | null, params: Record<string, unknown>): void {
  if (tag === null)
    throw refuse.badParameter("A message tag is required for MESSAGE_TAG.");
  if (RETIRED_TAGS.includes(tag))
    throw refuse.badParameter(
      `The message tag ${tag} is no longer supported. Use a utility message instead.`,
    );
  if (tag === "HUMAN_AGENT") return;
  if (tag !== "CUSTOMER_FEEDBACK")
    throw refuse.badParameter(
      "Param tag must be one of {HUMAN_AGENT, CUSTOMER_FEEDBACK}",
    );
  const template = JSON.stringify(params["message"] ?? null);
  if (!template.includes('"customer_feedback"'))
    throw refuse.badParameter(
      "The tag CUSTOMER_FEEDBACK may only carry a customer feedback template.",
    );
}

/** Checks the content of a message before its attachment is fetched. */
export function checkMessage(
  message: Record<string, unknown>,
  hasFile: boolean,
): void {
  const text = message["text"];
  const attachment = message["attachment"] ?? message["attachments"];
  const hasAttachment = attachment !== undefined || hasFile;
  if (text !== undefined && typeof text !== "string")
    throw refuse.badParameter("Param message[text] must be a string.");
  if (text !== undefined && hasAttachment)
    throw refuse.badParameter(
      "Cannot send text and attachment in the same message.",
    );
  if (
    !text &&
    !hasAttachment &&
    message["sticker_id"] === undefined &&
    message["template"] === undefined
  )
    throw refuse.badParameter(
      "Message cannot be empty, must provide valid attachment or text",
    );
  if (typeof text === "string" && text.length > MAX_TEXT_UNITS)
    throw refuse.badParameter(
      "Length of param message[text] must be less than or equal to 2000",
    );
  checkMetadata(message["metadata"]);
  checkQuickReplies(message["quick_replies"]);
}

function checkMetadata(metadata: unknown): void {
  if (metadata === undefined) return;
  if (typeof metadata !== "string" || metadata.length >= METADATA_BELOW)
    throw refuse.badParameter(
      "Param message[metadata] must be a string of less than 1000 characters.",
    );
}

function checkQuickReplies(given: unknown): void {
  if (given === undefined) return;
  if (!Array.isArray(given) || given.length > MAX_QUICK_REPLIES)
    throw refuse.badParameter(
      `Param message[quick_replies] must have at most ${MAX_QUICK_REPLIES} elements.`,
    );
  for (const reply of given) {
    if (!isRecord(reply))
      throw refuse.badParameter("A quick reply must be an object.");
    if (reply["content_type"] !== "text") continue;
    const title = textParam(reply, "title") ?? "";
    const payload = textParam(reply, "payload") ?? "";
    if (title === "" || title.length > MAX_QUICK_REPLY_TITLE)
      throw refuse.badParameter(
        "A quick reply's title must have 1 to 20 characters.",
      );
    if (payload.length > MAX_QUICK_REPLY_PAYLOAD)
      throw refuse.badParameter(
        "A quick reply's payload must have at most 1000 characters.",
      );
  }
}
