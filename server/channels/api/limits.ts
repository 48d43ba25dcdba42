import { z } from "zod";
import { isStorable, toStorable, truncate } from "#contract/text/text.ts";
import { asTime } from "#server/channels/common/json.ts";

/** Events of one delivery. */
export const MAX_EVENTS = 1000;

const MAX_ID_LENGTH = 500;
const NOT_STORABLE = "Contains NUL or half of a surrogate pair.";

/** Text from outside, as Postgres can hold it; what is longer is cut between two characters, so that nothing is lost for its length. */
export function cutText(max: number) {
  return z.string().transform((text) => truncate(toStorable(text), max));
}

/** By which something is found again: as it came, or not at all. */
export const keyText = z
  .string()
  .max(MAX_ID_LENGTH)
  .refine(isStorable, NOT_STORABLE);
export const idText = keyText.min(1);

export const webAddress = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine(isStorable, NOT_STORABLE);

/** ISO 8601 with an offset, within the years that a message can be of. */
export const timeText = z.iso
  .datetime({ offset: true })
  .refine((text) => asTime(text) !== null, "Must be from 2004 to 2099.");
