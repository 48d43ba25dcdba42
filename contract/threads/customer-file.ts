import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { pageQuerySchema } from "#contract/base/page.ts";
import { attachmentSchema } from "#contract/threads/message.ts";

export const FILE_KINDS = ["image", "video", "audio", "file"] as const;
export const fileKindSchema = z.enum(FILE_KINDS);
export type FileKind = z.infer<typeof fileKindSchema>;

export const customerFilesQuerySchema = pageQuerySchema.extend({
  /** Left out: all kinds. */
  kind: fileKindSchema.optional(),
});
export type CustomerFilesQuery = z.infer<typeof customerFilesQuerySchema>;

/** A file of one of the customer's conversations. */
export const customerFileSchema = z.object({
  attachment: attachmentSchema,
  messageId: idSchema,
  threadId: idSchema,
  /** `in`: from the customer. */
  direction: z.enum(["in", "out"]),
  /** The time its message was written. */
  at: timeSchema,
});
export type CustomerFile = z.infer<typeof customerFileSchema>;
