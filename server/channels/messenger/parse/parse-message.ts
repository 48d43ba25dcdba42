import type {
  InboundAttachment,
  InboundContext,
  InboundEvent,
} from "#server/channels/inbound-event.ts";
import { parseAttachments } from "./parse-attachments.ts";
import { isLeadSummary, readReferral } from "./context.ts";
import { ignored, keyOf } from "./item.ts";
import type { Item } from "./item.ts";
import {
  asFlag,
  asId,
  asObject,
  asObjects,
  asText,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";

const NOT_SHOWN: InboundAttachment = {
  type: "unsupported",
  url: null,
  name: null,
  meta: null,
};

/** A message of the person, an echo of the page's own, or either one unsent. */
export function parseMessage(value: unknown, item: Item): InboundEvent {
  const message = asObject(value);
  if (message === null) return ignored(item, "message_not_an_object");
  if (item.thread === null) return ignored(item, "no_person");
  if (asFlag(message["is_deleted"])) {
    const mid = asId(message["mid"]);
    return mid === null
      ? ignored(item, "unsend_without_id")
      : { type: "unsend", ...item.thread, mid };
  }
  const text = asText(message["text"]);
  const attachments = parseAttachments(message);
  const content = {
    ...item.thread,
    // A message without an id is still a message: it gets an id that is the
    // same when it is delivered again.
    mid: asId(message["mid"]) ?? `made.${keyOf(item, "message")}`,
    text,
    replyToMid: asId(asObject(message["reply_to"])?.["mid"]),
  };
  if (item.fromPage) {
    return {
      type: "echo",
      ...content,
      attachments: orNotShown(text, attachments),
      appId: asId(message["app_id"]),
      metadata: asText(message["metadata"]),
    };
  }
  const context = readContext(message, item);
  return {
    type: "message",
    ...content,
    attachments: context ? attachments : orNotShown(text, attachments),
    context,
  };
}

/** A tapped button, menu entry or Get Started. Its payload is missing on standby. */
export function parsePostback(value: unknown, item: Item): InboundEvent {
  const postback = asObject(value);
  if (postback === null) return ignored(item, "postback_not_an_object");
  if (item.thread === null) return ignored(item, "no_person");
  const referral = readReferral(postback["referral"]);
  return {
    type: "postback",
    ...item.thread,
    mid: asId(postback["mid"]),
    title: asText(postback["title"]),
    payload: asText(postback["payload"]),
    context: referral ? { referral } : null,
  };
}

/** The person came by a link or an ad into an existing thread. */
export function parseReferral(value: unknown, item: Item): InboundEvent {
  const referral = readReferral(value);
  if (referral === null) return ignored(item, "referral_not_an_object");
  if (item.thread === null) return ignored(item, "no_person");
  return { type: "referral", ...item.thread, context: { referral } };
}

function readContext(message: JsonObject, item: Item): InboundContext | null {
  const context: InboundContext = {};
  const payload = asText(asObject(message["quick_reply"])?.["payload"]);
  if (payload !== null) context.quickReply = { payload };
  const referral = readReferral(message["referral"]);
  if (referral) context.referral = referral;
  const commands = asObjects(message["commands"]).flatMap(
    (command) => asText(command["name"]) ?? [],
  );
  if (commands.length > 0) context.commands = commands;
  if (isLeadSummary(item.body["hop_context"] ?? message["hop_context"])) {
    context.synthetic = true;
  }
  return Object.keys(context).length > 0 ? context : null;
}

/** A message without content is one that the vendor could not put into the delivery. */
function orNotShown(
  text: string | null,
  attachments: InboundAttachment[],
): InboundAttachment[] {
  return text === null && attachments.length === 0 ? [NOT_SHOWN] : attachments;
}
