import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import { hoursSchema } from "#contract/hours/hours.ts";
import { agentLimitSchema } from "#contract/routing/capacity-requests.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { queueSchema } from "#contract/routing/queue.ts";
import { replyTargetSchema } from "#contract/routing/reply-target.ts";
import { serviceRequestSchema } from "#contract/routing/routing-service.ts";
import { wrapUpFormRequestSchema } from "#contract/routing/wrap-up-form.ts";
import { waitMessageSchema } from "#contract/text/channel-texts.ts";
import { noteSchema, nameSchema } from "#contract/text/fields.ts";

export const createQueueSchema = z.object({
  name: nameSchema,
  departmentId: idSchema.nullable().optional(),
  memberIds: z.array(idSchema).max(500).optional(),
  /** As memberIds, with each member's settings; takes precedence over it. */
  members: z
    .array(
      z.object({
        agentId: idSchema,
        skillGroup: z.number().int().min(1).max(99).optional(),
        manager: z.boolean().optional(),
      }),
    )
    .max(500)
    .optional(),
  priority: z.number().int().min(-100).max(100).optional(),
  noteRequired: z.boolean().optional(),
  autoAccept: z.boolean().optional(),
  agentLimit: agentLimitSchema,
  handleHours: z.number().int().min(1).max(720).optional(),
  resetSchedule: queueSchema.shape.resetSchedule.optional(),
  offerSeconds: z.number().int().min(5).max(3600).optional(),
  widenSeconds: z.number().int().min(5).max(86_400).nullable().optional(),
  maxWaitSeconds: z.number().int().min(10).max(604_800).nullable().optional(),
  maxWaiting: z.number().int().min(0).max(100_000).nullable().optional(),
  wrapUpSeconds: z.number().int().min(0).max(600).optional(),
  overflow: destinationSchema.nullable().optional(),
  schedule: hoursSchema.nullable().optional(),
  waitMessage: waitMessageSchema.optional(),
  replyTarget: replyTargetSchema.nullable().optional(),
  wrapUpForm: wrapUpFormRequestSchema.optional(),
  service: serviceRequestSchema.nullable().optional(),
  strategy: queueSchema.shape.strategy.optional(),
  ownership: queueSchema.shape.ownership.optional(),
  visibility: queueSchema.shape.visibility.optional(),
  ownerOffline: queueSchema.shape.ownerOffline.optional(),
});
export type CreateQueue = z.infer<typeof createQueueSchema>;

export const updateQueueSchema = createQueueSchema.partial();
export type UpdateQueue = z.infer<typeof updateQueueSchema>;

export const pauseQueueSchema = z.object({
  until: requestTimeSchema.nullable().optional(),
  /** To customers who write meanwhile. */
  message: noteSchema.nullable().optional(),
});
export type PauseQueue = z.infer<typeof pauseQueueSchema>;
