import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import {
  MAX_REPLY_CHARACTERS,
  MAX_REPLY_FILES,
} from "#contract/channels/rules/reply-limits.ts";
import {
  exactTextSchema,
  messageTextSchema,
} from "#contract/text/text-schema.ts";

/** The most scheduled messages of one thread. */
export const MAX_SCHEDULED = 20;

const shape = {
  text: messageTextSchema({ max: MAX_REPLY_CHARACTERS }).optional(),
  /** Files uploaded before with POST /files. */
  attachments: z
    .array(z.object({ id: idSchema }))
    .max(MAX_REPLY_FILES)
    .optional(),
  /** Id of the message that this answers. */
  replyTo: idSchema.nullable().optional(),
  /** When it is sent. The channel's reply window must be open then, as far as is known now. */
  at: requestTimeSchema,
  /** It is not sent if the customer writes before its time; left out: it is sent all the same. */
  unlessCustomerWrites: z.boolean().optional(),
};

export const scheduleMessageSchema = z.object({
  ...shape,
  /** Made by the caller; the same id again gives the same message. */
  clientId: exactTextSchema({ min: 1, max: 100 }).optional(),
});
export type ScheduleMessage = z.infer<typeof scheduleMessageSchema>;

/** Members that are left out stay. */
export const updateScheduledSchema = z.object({
  ...shape,
  at: shape.at.optional(),
});
export type UpdateScheduled = z.infer<typeof updateScheduledSchema>;
