import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { ownerOfflineSchema } from "#contract/routing/owner-offline.ts";

export const ringGroupSchema = z.object({
  id: idSchema,
  name: z.string(),
  departmentId: idSchema.nullable(),
  strategy: z.enum(["ring_all", "hunt", "notify"]),
  memberIds: z.array(idSchema),
  ringSeconds: z.number(),
  /** For threads that came through it and whose owner has gone offline. */
  ownerOffline: ownerOfflineSchema,
  noAnswer: destinationSchema.nullable(),
  /** When its department is closed; null: as without an answer. */
  closed: destinationSchema.nullable(),
  break: destinationSchema.nullable(),
  holiday: destinationSchema.nullable(),
});
export type RingGroup = z.infer<typeof ringGroupSchema>;
