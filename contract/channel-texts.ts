import { z } from "zod";
import { speaks } from "#contract/route-rules.ts";

/** A text by language: "zh-TW", "zh", or "*" for everybody else. */
export const localTextSchema = z.record(
  z.string().regex(/^(\*|[a-z]{2,3}([-_][A-Za-z]{2,4})?)$/),
  z.string().trim().min(1).max(2000),
);
export type LocalText = z.infer<typeof localTextSchema>;

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
