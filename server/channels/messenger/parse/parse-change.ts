import type { InboundEvent } from "#server/channels/inbound-event.ts";
import { ignored } from "./item.ts";
import type { BatchItem } from "#server/channels/meta/batch.ts";
import { asId, asLine, asTime } from "#server/channels/common/json.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";

// A template of messages and the context of a post are no messaging items.
// Told apart by name: the `message` of a `feed` change is a comment's text.
const MESSAGING_FIELD =
  /^(messages|message_(?!template_|context$)|messaging_|standby$|send_cart$|response_feedback$)/;

export const LEAD_UPDATE = "leadgen_update";
const MAX_CHANGE_LENGTH = 80;

/**
 * A `changes` entry of a page. Null: it is a messaging item in another form
 * and is parsed as one.
 */
export function parseChange(source: BatchItem): InboundEvent | null {
  const field = source.field ?? "";
  if (field === "leadgen") return parseLeadgen(source);
  if (field === LEAD_UPDATE) return parseLeadUpdate(source);
  if (MESSAGING_FIELD.test(field)) return null;
  return ignored(source, `field:${field}`);
}

/** Ids come as numbers and as text; ad ids are missing on organic leads. */
function parseLeadgen(source: BatchItem): InboundEvent {
  const { body } = source;
  const accountId = asId(body["page_id"]) ?? asId(source.entryId);
  const leadgenId = asId(body["leadgen_id"]);
  const formId = asId(body["form_id"]);
  if (accountId === null || leadgenId === null || formId === null) {
    return ignored(source, "lead_without_ids");
  }
  return {
    type: "lead",
    accountId,
    leadgenId,
    formId,
    adId: asId(body["ad_id"]),
    at: asTime(body["created_time"]),
  };
}

/** Undocumented. Its entry may have no id; the page is in the value. */
function parseLeadUpdate(source: BatchItem): InboundEvent {
  const { body } = source;
  const accountId = asId(body["page_id"]) ?? asId(source.entryId);
  const leadgenId = asId(body["leadgen_id"]);
  if (accountId === null || leadgenId === null)
    return ignored(source, "lead_without_ids");
  return {
    type: "lead_update",
    accountId,
    leadgenId,
    change: asLine(body["event"], MAX_CHANGE_LENGTH),
    at: asTime(body["updated_time"]),
    key: sha256Hex(JSON.stringify([LEAD_UPDATE, body])),
  };
}
