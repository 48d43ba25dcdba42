import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import { localTextSchema } from "#contract/text/channel-texts.ts";
import { lineSchema } from "#contract/text/text-schema.ts";
import { cannedScopeSchema } from "./canned-reply.ts";

const MAX_CANNED_FILES = 5;

const shortcutSchema = lineSchema({ min: 1, max: 40 })
  .overwrite((text) => text.toLowerCase())
  .refine((text) => !/[\s/]/u.test(text), "No spaces and no slash.");
const bodiesSchema = localTextSchema.refine(
  (bodies) => Object.keys(bodies).length > 0,
  "Write a text for at least one language.",
);

export const createCannedReplySchema = z.object({
  /** Without the slash. */
  shortcut: shortcutSchema,
  title: lineSchema({ min: 1, max: 80 }),
  category: lineSchema({ max: 40 }).default(""),
  scope: cannedScopeSchema.default("private"),
  bodies: bodiesSchema,
  /** Files uploaded before with POST /files. */
  attachmentIds: z.array(idSchema).max(MAX_CANNED_FILES).default([]),
  /** It can be used from then on; null: at once. */
  activeFrom: requestTimeSchema.nullable().default(null),
  /** It can be used until then; null: always. */
  activeUntil: requestTimeSchema.nullable().default(null),
});
export type CreateCannedReply = z.infer<typeof createCannedReplySchema>;

export const updateCannedReplySchema = z.object({
  shortcut: shortcutSchema.optional(),
  title: createCannedReplySchema.shape.title.optional(),
  category: lineSchema({ max: 40 }).optional(),
  scope: cannedScopeSchema.optional(),
  bodies: bodiesSchema.optional(),
  /** The files it has afterwards: those it has already, and new uploads. */
  attachmentIds: z.array(idSchema).max(MAX_CANNED_FILES).optional(),
  activeFrom: requestTimeSchema.nullable().optional(),
  activeUntil: requestTimeSchema.nullable().optional(),
});
export type UpdateCannedReply = z.infer<typeof updateCannedReplySchema>;

export const fillCannedReplySchema = z.object({ threadId: idSchema });
