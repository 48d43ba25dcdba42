import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import {
  MAX_REPLY_CHARACTERS,
  MAX_REPLY_FILES,
} from "#contract/channels/rules/reply-limits.ts";
import { messageTextSchema } from "#contract/text/text-schema.ts";
import { attachmentSchema, messageSchema } from "#contract/threads/message.ts";

export const draftKindSchema = z.enum(["message", "note"]);
export type DraftKind = z.infer<typeof draftKindSchema>;

/** An unsent reply or note of an agent in a thread. Each thread has one of each, and only the agent sees them. */
export const draftSchema = z.object({
  threadId: idSchema,
  kind: draftKindSchema,
  /** Empty with no files: there is no draft. */
  text: z.string(),
  /** The message that it answers. */
  replyTo: messageSchema.shape.replyTo,
  attachmentIds: z.array(idSchema),
  attachments: z.array(attachmentSchema),
  /** The newest message of the thread when it was written. */
  baseMessageId: idSchema.nullable(),
  /** When it was saved; null: there is no draft. */
  updatedAt: timeSchema.nullable(),
});
export type Draft = z.infer<typeof draftSchema>;

export const draftQuerySchema = z.object({
  kind: draftKindSchema.default("message"),
});

/** Left out: both. */
export const deleteDraftQuerySchema = z.object({
  kind: draftKindSchema.optional(),
});

export const saveDraftSchema = z.object({
  kind: draftKindSchema.default("message"),
  text: messageTextSchema({ max: MAX_REPLY_CHARACTERS }).default(""),
  /** Id of the message that it answers. */
  replyTo: idSchema.nullable().default(null),
  /** Files uploaded before with POST /files. */
  attachmentIds: z.array(idSchema).max(MAX_REPLY_FILES).default([]),
  baseMessageId: idSchema.nullable().default(null),
});
export type SaveDraft = z.infer<typeof saveDraftSchema>;
