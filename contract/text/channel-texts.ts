import { z } from "zod";
import { paragraphsSchema } from "#contract/text/text-schema.ts";
import { speaks } from "#contract/text/vendor-locale.ts";

/** A text by language: "zh-TW", "zh", or "*" for all others. */
export const localTextSchema = z.record(
  z.string().regex(/^(\*|[a-z]{2,3}([-_][A-Za-z\d]{2,4})?)$/),
  paragraphsSchema({ min: 1, max: 2000 }),
);
export type LocalText = z.infer<typeof localTextSchema>;

/** A queue's message to customers who wait in it, instead of the channel's text for `waiting`. */
export const waitMessageSchema = z.object({
  on: z.boolean(),
  /**
   * `{position}` is their place: 1 is next; `{wait}` is the expected wait in
   * minutes, and a sentence with it is left out while it is unknown. Without
   * the customer's language: the channel's text for `waiting`.
   */
  texts: localTextSchema,
  /** The delay after the wait began; a customer who is answered before gets no message. */
  afterSeconds: z.number().int().min(0).max(3600),
  /** At most one message in this many hours. */
  everyHours: z.number().int().min(1).max(168),
});

/**
 * The automatic messages of a channel. Nothing is sent unless it is written
 * here; `{name}` stands for the agent's display name in `talking`.
 */
export const channelTextsSchema = z.object({
  /** Sent once a conversation waits in a queue. */
  waiting: localTextSchema.optional(),
  /** Outside office hours, in a break, on a holiday. */
  closed: localTextSchema.optional(),
  break: localTextSchema.optional(),
  holiday: localTextSchema.optional(),
  /** "You are now talking with {name}." */
  talking: localTextSchema.optional(),
});
export type ChannelTexts = z.infer<typeof channelTextsSchema>;

/** Texts as a column holds them; unreadable: none. Never throws. */
export function readTexts(value: unknown): LocalText {
  const parsed = localTextSchema.safeParse(value);
  return parsed.success ? parsed.data : {};
}

/** The text for a customer of that language (as Meta reports it: zh_TW); null: there is none. Pure. */
export function textFor(
  texts: LocalText | undefined,
  language: string | null,
): string | null {
  if (!texts) return null;
  // The most exact name first: zh-TW before zh.
  const names = Object.keys(texts).sort((a, b) => b.length - a.length);
  const name = names.find((one) => one !== "*" && speaks(language, one));
  return texts[name ?? "*"] ?? null;
}
