import { toStorable, truncate } from "#contract/text/text.ts";
import type { InboundEvent } from "#server/channels/inbound-event.ts";
import { ignored, readItem } from "./item.ts";
import type { Item } from "./item.ts";
import { parseChange } from "./parse-change.ts";
import { parsePermission, PERMISSIONS } from "./parse-permission.ts";
import { parsePolicy, parseThreadControl } from "./parse-control.ts";
import { parseMessage, parsePostback, parseReferral } from "./parse-message.ts";
import { parseNotice } from "./parse-notice.ts";
import {
  parseDelivery,
  parseEdit,
  parseReaction,
  parseRead,
} from "./parse-receipt.ts";
import { isDashboardTest } from "./dashboard-test.ts";
import { walkBatch } from "#server/channels/meta/batch.ts";
import type { BatchItem } from "#server/channels/meta/batch.ts";

type ItemParser = (value: unknown, item: Item) => InboundEvent;

/** By the key that an item carries beside sender, recipient and timestamp. */
const parsers = new Map<string, ItemParser>([
  ["message", parseMessage],
  ["message_edit", parseEdit],
  ["postback", parsePostback],
  ["delivery", parseDelivery],
  ["read", parseRead],
  ["reaction", parseReaction],
  ["referral", parseReferral],
  ["optin", parseNotice.optin],
  ["account_linking", parseNotice.accountLinking],
  ["response_feedback", parseNotice.responseFeedback],
  ["messaging_feedback", parseNotice.feedback],
  ["messaging_customer_information", parseNotice.customerInformation],
  ["form", parseNotice.form],
  ["order", parseNotice.order],
  ["lead", parseNotice.lead],
  ["pass_thread_control", parseThreadControl.passed],
  ["take_thread_control", parseThreadControl.taken],
  ["request_thread_control", parseThreadControl.requested],
  ["policy_enforcement", parsePolicy],
]);

/**
 * Returns every event of a webhook delivery, in its order. Any JSON value may
 * come. An item that is not understood becomes `ignored` with a reason and its
 * place, and never hides the others. Source: Messenger Platform, "Webhook
 * events", read 2026-11.
 */
export function parse(delivery: unknown): InboundEvent[] {
  return walkBatch(delivery).flatMap((item) => {
    if ("broken" in item) return [ignored(item, item.broken)];
    try {
      return parseBatchItem(item);
    } catch {
      // Nested deeper than the machine's stack: no real event is. The others
      // of the delivery must not suffer.
      return [ignored(item, "unreadable")];
    }
  });
}

function parseBatchItem(source: BatchItem): InboundEvent[] {
  if (source.object === PERMISSIONS) return parsePermission(source);
  if (source.object !== null && source.object !== "page") {
    return [ignored(source, `object:${source.object}`)];
  }
  if (isDashboardTest(source)) {
    return [{ type: "test", field: source.field ?? "messages" }];
  }
  const event = source.via === "changes" ? parseChange(source) : null;
  return event ? [event] : parseItem(readItem(source));
}

function parseItem(item: Item): InboundEvent[] {
  const events: InboundEvent[] = [];
  for (const [name, value] of Object.entries(item.body)) {
    // Some fields have been seen with hyphens.
    const parser = parsers.get(name.replaceAll("-", "_"));
    if (parser && value !== null) events.push(parser(value, item));
  }
  return events.length > 0 ? events : [ignored(item, whatElse(item))];
}

const ENVELOPE = new Set(["sender", "recipient", "timestamp"]);
const MAX_REASON_LENGTH = 80;

/** Roles of apps, retired commerce, undocumented fields: named, without an effect. */
function whatElse(item: Item): string {
  const names = Object.keys(item.body).filter((name) => !ENVELOPE.has(name));
  if (names.length === 0) return "empty_item";
  return `unknown:${truncate(toStorable(names.join(",")), MAX_REASON_LENGTH)}`;
}
