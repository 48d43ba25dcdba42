import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { ringGroupSchema } from "#contract/routing/ring-group.ts";
import { nameSchema } from "#contract/text/fields.ts";

export const createRingGroupSchema = z.object({
  name: nameSchema,
  departmentId: idSchema.nullable().optional(),
  strategy: ringGroupSchema.shape.strategy.optional(),
  memberIds: z.array(idSchema).max(500).optional(),
  ringSeconds: z.number().int().min(5).max(600).optional(),
  ownerOffline: ringGroupSchema.shape.ownerOffline.optional(),
  noAnswer: destinationSchema.nullable().optional(),
  closed: destinationSchema.nullable().optional(),
  break: destinationSchema.nullable().optional(),
  holiday: destinationSchema.nullable().optional(),
});
export type CreateRingGroup = z.infer<typeof createRingGroupSchema>;

export const updateRingGroupSchema = createRingGroupSchema.partial();
export type UpdateRingGroup = z.infer<typeof updateRingGroupSchema>;
