import { truncate } from "#contract/text/text.ts";
import type { InboundEvent } from "#server/channels/inbound-event.ts";
import { ignored, keyOf } from "./item.ts";
import type { Item } from "./item.ts";
import {
  asId,
  asInteger,
  asNumber,
  asObject,
  asObjects,
  asText,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";

/**
 * Lines for the thread that are no messages. `detail` holds the parts that a
 * person can read and never a token: the codes of an opt-in or a linking stay
 * in the stored delivery.
 * `opensWindow` is true only where the person has written or answered in the
 * thread. Where the vendor's documents leave it open it is false, because a
 * window wrongly believed open ends in refused replies.
 */
export const parseNotice = {
  optin,
  accountLinking,
  responseFeedback,
  feedback,
  customerInformation,
  form,
  order,
  lead,
};

const MAX_LINES = 50;
const MAX_TEXT_LENGTH = 1000;

type Answer = { question: string | null; answer: string | null };
type Notice = {
  notice: string;
  detail: Record<string, unknown>;
  opensWindow?: boolean;
  /** Left out: it asks where it opens the window. */
  asks?: boolean;
};

/** Page plugins, one-time and marketing notifications; also the stop and the restart of the latter. */
function optin(value: unknown, item: Item): InboundEvent {
  const optin = asObject(value);
  if (optin === null) return ignored(item, "optin_not_an_object");
  if (item.thread === null) {
    // The checkbox plugin: a person appears only once they have written.
    const hasReference =
      asId(optin["user_ref"]) ??
      asId(asObject(item.body["sender"])?.["user_ref"]);
    return ignored(item, hasReference ? "optin_before_person" : "no_person");
  }
  const status = asText(optin["notification_messages_status"]);
  const kind = asText(optin["type"]);
  const hasStopped = status?.toUpperCase().startsWith("STOP") ?? false;
  return notice(item, {
    notice: hasStopped ? "optout" : "optin",
    detail: {
      kind: kind ?? "plugin",
      title: short(optin["title"]),
      ref: short(optin["ref"]),
      payload: short(optin["payload"]),
      frequency: short(optin["notification_messages_frequency"]),
      status,
    },
    opensWindow: kind === null, // the plugins' click counts, a subscription does not
  });
}

function accountLinking(value: unknown, item: Item): InboundEvent {
  const linking = asObject(value);
  if (linking === null) return ignored(item, "linking_not_an_object");
  const hasLeft = asText(linking["status"]) === "unlinked";
  return notice(item, {
    notice: hasLeft ? "account_unlinked" : "account_linked",
    detail: {},
  });
}

/** Thumbs up or down on one of the page's messages. */
function responseFeedback(value: unknown, item: Item): InboundEvent {
  const feedback = asObject(value);
  if (feedback === null) return ignored(item, "feedback_not_an_object");
  return notice(item, {
    notice: "feedback",
    detail: {
      feedback: short(feedback["feedback"]),
      mid: asId(feedback["mid"]),
    },
  });
}

/** The customer-feedback template filled in: stars, scores, free words. */
function feedback(value: unknown, item: Item): InboundEvent {
  const feedback = asObject(value);
  if (feedback === null) return ignored(item, "feedback_not_an_object");
  const answers = asObjects(feedback["feedback_screens"]).flatMap((screen) =>
    Object.entries(asObject(screen["questions"]) ?? {}).flatMap(
      ([question, given]) => readScore(question, asObject(given) ?? {}),
    ),
  );
  return notice(item, {
    notice: "feedback",
    detail: { answers: few(answers) },
  });
}

function customerInformation(value: unknown, item: Item): InboundEvent {
  const information = asObject(value);
  if (information === null) return ignored(item, "information_not_an_object");
  const answers = asObjects(information["screens"]).flatMap((screen) =>
    asObjects(screen["responses"]).map((response) => ({
      question: short(response["key"]),
      answer: short(response["value"]),
    })),
  );
  return notice(item, {
    notice: "customer_information",
    detail: { answers: few(answers) },
  });
}

function form(value: unknown, item: Item): InboundEvent {
  const form = asObject(value);
  if (form === null) return ignored(item, "form_not_an_object");
  return notice(item, {
    notice: "form",
    detail: { formId: asId(form["id"]) },
    asks: true, // the person gave their details in order to be answered
  });
}

/** The cart that the person sent to the page: a message in all but name. */
function order(value: unknown, item: Item): InboundEvent {
  const order = asObject(value);
  if (order === null) return ignored(item, "order_not_an_object");
  return notice(item, {
    notice: "order",
    detail: {
      items: few(asObjects(order["products"])).map(readProduct),
      note: short(order["note"]),
      source: short(order["source"]),
    },
    opensWindow: true,
  });
}

/** The questions of a lead ad that the person answered (or began to) in the chat. */
function lead(value: unknown, item: Item): InboundEvent {
  const lead = asObject(value);
  if (lead === null) return ignored(item, "lead_not_an_object");
  const answers = asObjects(lead["data"]).map((line) => ({
    question: short(line["question"]),
    answer: short(line["answer"]),
  }));
  const type = asText(asObject(item.body["referral"])?.["type"]);
  return notice(item, {
    notice: "lead",
    detail: { complete: type !== "LEAD_INCOMPLETE", answers: few(answers) },
    opensWindow: true,
  });
}

function notice(
  item: Item,
  { notice, detail, opensWindow = false, asks = opensWindow }: Notice,
): InboundEvent {
  if (item.thread === null) return ignored(item, "no_person");
  const known = Object.entries(detail).filter(([, fact]) => fact !== null);
  return {
    type: "notice",
    ...item.thread,
    notice,
    detail: Object.fromEntries(known),
    opensWindow,
    asks,
    key: keyOf(item, notice),
  };
}

function readScore(question: string, given: JsonObject): Answer[] {
  const followUp = short(asObject(given["follow_up"])?.["payload"]);
  const score = { question: short(question), answer: short(given["payload"]) };
  if (followUp === null) return [score];
  return [score, { question: null, answer: followUp }];
}

function readProduct(product: JsonObject): Record<string, unknown> {
  return {
    name: short(product["name"]),
    retailerId: asId(product["retailer_id"]),
    quantity: asInteger(product["quantity"]),
    unitPrice: asNumber(product["unit_price"]),
    currency: short(product["currency"]),
  };
}

function short(value: unknown): string | null {
  const text = asText(value);
  return text === null ? null : truncate(text, MAX_TEXT_LENGTH);
}

function few<T>(lines: T[]): T[] {
  return lines.slice(0, MAX_LINES);
}
