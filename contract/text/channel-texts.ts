import { z } from "zod";
import { paragraphsSchema } from "#contract/text/text-schema.ts";
import { speaks } from "#contract/text/vendor-locale.ts";

/** A text by language: "zh-TW", "zh", or "*" for everybody else. */
export const localTextSchema = z.record(
  z.string().regex(/^(\*|[a-z]{2,3}([-_][A-Za-z\d]{2,4})?)$/),
  paragraphsSchema({ min: 1, max: 2000 }),
);
export type LocalText = z.infer<typeof localTextSchema>;

/** What a queue tells customers who wait in it, instead of the page's words for `waiting`. */
export const waitMessageSchema = z.object({
  on: z.boolean(),
  /** `{position}` is their place: 1 is next; `{wait}` the minutes that it will take, and a sentence with it is left out while nobody can say. Without their language: the page's words for `waiting`. */
  texts: localTextSchema,
  /** After the wait began; who is answered before that is told nothing. */
  afterSeconds: z.number().int().min(0).max(3600),
  /** At most once in so long. */
  everyHours: z.number().int().min(1).max(168),
});
export type WaitMessage = z.infer<typeof waitMessageSchema>;

/**
 * What a page may say to a customer by itself. Nothing is said unless it is
 * written here; `{name}` stands for the agent's display name in `talking`.
 */
export const channelTextsSchema = z.object({
  /** Once a conversation waits in a queue. */
  waiting: localTextSchema.optional(),
  /** Out of office, in a break, on a holiday. */
  closed: localTextSchema.optional(),
  break: localTextSchema.optional(),
  holiday: localTextSchema.optional(),
  /** "You are now talking with {name}." */
  talking: localTextSchema.optional(),
});
export type ChannelTexts = z.infer<typeof channelTextsSchema>;

/** Texts as a column holds them; not readable: none. Never throws. */
export function readTexts(value: unknown): LocalText {
  const parsed = localTextSchema.safeParse(value);
  return parsed.success ? parsed.data : {};
}

/** The text for somebody of that language (as Meta tells it: zh_TW); null: there is none. Pure. */
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
