import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { localTextSchema } from "#contract/text/channel-texts.ts";
import { attachmentSchema } from "#contract/threads/message.ts";

export const cannedScopeSchema = z.union([
  /** Its author alone. */
  z.literal("private"),
  z.literal("everybody"),
  z.object({ departmentId: idSchema }),
]);
export type CannedScope = z.infer<typeof cannedScopeSchema>;

/** A prepared text, by language, that agents bring into a reply with "/". */
export const cannedReplySchema = z.object({
  id: idSchema,
  /** In lower case, unique within its scope. */
  shortcut: z.string(),
  title: z.string(),
  category: z.string(),
  scope: cannedScopeSchema,
  /** By language; "*" is for all others. May hold variables, see `variables`. */
  bodies: localTextSchema,
  attachments: z.array(attachmentSchema),
  /** It can be used from then on, and until then; null: no bound. Others see it only where they manage it. */
  activeFrom: timeSchema.nullable(),
  activeUntil: timeSchema.nullable(),
  /** The number of times that the reader has used it. */
  uses: z.number(),
  /** Whether the reader may change and delete it. */
  mayEdit: z.boolean(),
});
export type CannedReply = z.infer<typeof cannedReplySchema>;

export const filledCannedReplySchema = z.object({
  text: z.string(),
  /** Variables without a value: they stand in the text, and a reply with one is refused. */
  missing: z.array(z.string()),
  /** The language of the text: the customer's if there is one, else "*" or the first. */
  language: z.string(),
  /** Copies for this reply; send them with it. */
  attachments: z.array(attachmentSchema),
});
export type FilledCannedReply = z.infer<typeof filledCannedReplySchema>;
