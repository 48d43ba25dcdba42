import type { InboundEvent } from "#server/channels/inbound-event.ts";
import { ignored } from "./item.ts";
import type { Item } from "./item.ts";
import {
  asId,
  asInteger,
  asLine,
  asList,
  asObject,
  asText,
  asTime,
} from "#server/channels/common/json.ts";

/** For clients that send only the name of the reaction. */
const EMOJI_BY_NAME = new Map([
  ["smile", "😆"],
  ["laugh", "😆"],
  ["angry", "😠"],
  ["sad", "😢"],
  ["wow", "😮"],
  ["love", "❤️"],
  ["like", "👍"],
  ["dislike", "👎"],
]);
const UNKNOWN_REACTION = "❔";
const MAX_EMOJI = 16; // code points: the longest sequences of Unicode have 10

/** Messages that the page sent before `watermark` were delivered. It has no time of its own; `mids` may be missing. */
export function parseDelivery(value: unknown, item: Item): InboundEvent {
  const delivery = asObject(value);
  if (delivery === null) return ignored(item, "delivery_not_an_object");
  if (item.thread === null) return ignored(item, "no_person");
  const mids = asList(delivery["mids"]).flatMap((mid) => asId(mid) ?? []);
  const watermark = asTime(delivery["watermark"]);
  if (mids.length === 0 && watermark === null) {
    return ignored(item, "receipt_without_mark");
  }
  return { type: "delivered", ...item.thread, mids, watermark };
}

export function parseRead(value: unknown, item: Item): InboundEvent {
  const read = asObject(value);
  if (read === null) return ignored(item, "read_not_an_object");
  if (item.thread === null) return ignored(item, "no_person");
  const watermark = asTime(read["watermark"]);
  const mid = asId(read["mid"]);
  if (watermark === null && mid === null) {
    return ignored(item, "receipt_without_mark");
  }
  return { type: "read", ...item.thread, watermark, mid };
}

/** A new reaction of a person replaces their old one; a removal names no emoji. */
export function parseReaction(value: unknown, item: Item): InboundEvent {
  const reaction = asObject(value);
  if (reaction === null) return ignored(item, "reaction_not_an_object");
  if (item.thread === null) return ignored(item, "no_person");
  if (item.fromPage) return ignored(item, "reaction_of_the_page");
  const mid = asId(reaction["mid"]);
  if (mid === null) return ignored(item, "reaction_without_id");
  const name = asText(reaction["reaction"]);
  const shown =
    asLine(reaction["emoji"], MAX_EMOJI) ?? EMOJI_BY_NAME.get(name ?? "");
  const takenBack =
    asText(reaction["action"]) === "unreact" ||
    (shown === undefined && name === null);
  const emoji = takenBack ? null : (shown ?? UNKNOWN_REACTION);
  return { type: "reaction", ...item.thread, mid, emoji };
}

/** The id is that of the edited message; `num_edit` comes as number, text or not at all. */
export function parseEdit(value: unknown, item: Item): InboundEvent {
  const edit = asObject(value);
  if (edit === null) return ignored(item, "edit_not_an_object");
  if (item.thread === null) return ignored(item, "no_person");
  const mid = asId(edit["mid"]);
  const text = asText(edit["text"]);
  if (mid === null || text === null) {
    return ignored(item, "edit_without_content");
  }
  // A value that is no count (a time has been seen in it) leaves the order to the times.
  const count = asInteger(edit["num_edit"]);
  const editNumber = count !== null && count >= 0 ? count : null;
  return { type: "edit", ...item.thread, mid, text, editNumber };
}
