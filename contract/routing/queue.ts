import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { hoursSchema } from "#contract/hours/hours.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { ownerOfflineSchema } from "#contract/routing/owner-offline.ts";
import { replyTargetSchema } from "#contract/routing/reply-target.ts";
import { wrapUpFormSchema } from "#contract/routing/wrap-up-form.ts";
import { waitMessageSchema } from "#contract/text/channel-texts.ts";

export const queueStrategySchema = z.enum([
  "manual",
  "ring_all",
  "hunt",
  "hunt_random_start",
  "round_robin",
  "longest_waiting",
  "least_handle_time",
  "fewest_answered",
  "hunt_by_threes",
  "first_three",
  "skill_ring_all",
  "skill_hunt_random_start",
  "skill_round_robin",
  "skill_fewest_answered",
  "balanced",
]);

export const queueSchema = z.object({
  id: idSchema,
  name: z.string(),
  departmentId: idSchema.nullable(),
  memberIds: z.array(idSchema),
  offerSeconds: z.number(),
  /** For strategies by skill: how long to wait for each connected but busy group before the next is asked as well. Null: not at all. */
  widenSeconds: z.number().nullable(),
  maxWaitSeconds: z.number().nullable(),
  maxWaiting: z.number().nullable(),
  wrapUpSeconds: z.number(),
  overflow: destinationSchema.nullable(),
  schedule: hoursSchema.nullable(),
  /** In the order of the list. */
  members: z.array(
    z.object({
      agentId: idSchema,
      loggedIn: z.boolean(),
      skillGroup: z.number(),
      manager: z.boolean(),
    }),
  ),
  priority: z.number(),
  noteRequired: z.boolean(),
  autoAccept: z.boolean(),
  agentLimit: z.number().nullable(),
  /** Window of least_handle_time. */
  handleHours: z.number(),
  resetSchedule: z.enum(["never", "daily", "weekly", "monthly"]),
  /** The queue offers nothing; null: it works. */
  paused: z
    .object({
      since: timeSchema,
      until: timeSchema.nullable(),
      message: z.string().nullable(),
    })
    .nullable(),
  /** The service that chooses the agents to offer to; its secret is never returned. Null: the strategy alone. */
  service: z.object({ url: z.string() }).nullable(),
  waitMessage: waitMessageSchema,
  /** How soon customers should get a reply. Null: no target. */
  replyTarget: replyTargetSchema.nullable(),
  /** The form for an agent who closes one of its threads. */
  wrapUpForm: wrapUpFormSchema,
  strategy: queueStrategySchema,
  ownership: z.enum(["take_manually", "auto_assign"]),
  visibility: z.enum(["owner_only", "queue_read", "department_read"]),
  ownerOffline: ownerOfflineSchema,
});
export type Queue = z.infer<typeof queueSchema>;
