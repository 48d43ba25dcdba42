import { z } from "zod";
import { CHANNEL_KINDS } from "#contract/channels/rules/channel-rules.ts";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { messageSchema } from "#contract/threads/message.ts";

/** A transcript has at most this many messages: the newest. */
export const MAX_TRANSCRIPT_MESSAGES = 10_000;

export const transcriptQuerySchema = z.object({
  /** The printable document is a page of the console: /transcript/{id}. */
  format: z.enum(["json"]).default("json"),
  /** Whether the team's notes are included. */
  notes: z.stringbool().default(false),
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
