import { z } from "zod";
import { CHANNEL_KINDS } from "#contract/channels/rules/channel-rules.ts";
import { locales } from "#contract/base/locales.ts";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { isTimeZone } from "#contract/hours/time-zone.ts";
import { messageSchema } from "#contract/threads/message.ts";

/** A transcript has at most this many messages: the newest. */
export const MAX_TRANSCRIPT_MESSAGES = 10_000;

export const transcriptQuerySchema = z.object({
  /** Of a PDF, language and time zone can be given; else they are the agent's language and the zone of the company's hours. */
  format: z.enum(["json", "pdf"]).default("json"),
  /** Whether the team's notes are included. */
  notes: z.stringbool().default(false),
  locale: z.enum(locales).optional(),
  timeZone: z
    .string()
    .refine(isTimeZone, "Enter a valid time zone.")
    .optional(),
});

export const transcriptSchema = z.object({
  threadId: idSchema,
  channel: z.object({
    id: idSchema,
    type: z.enum(CHANNEL_KINDS),
    name: z.string(),
  }),
  customer: z.object({ id: idSchema, name: z.string() }),
  /** When it was made, and by whom. */
  at: timeSchema,
  by: z.object({ id: idSchema, name: z.string() }),
  includesNotes: z.boolean(),
  /** False: the conversation has older messages. */
  isComplete: z.boolean(),
  /** Oldest first, without thread events. A message that was unsent has no content. */
  messages: z.array(messageSchema),
});
export type Transcript = z.infer<typeof transcriptSchema>;
