import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import { presenceSchema } from "#contract/people/agent.ts";
import { lineSchema } from "#contract/text/text-schema.ts";

export const presenceRequestSchema = z.object({
  presence: presenceSchema,
  /** A name of one's own for it: "Lunch". */
  text: lineSchema({ max: 60 }).nullable().optional(),
  /** For colleagues: "back at two". */
  message: lineSchema({ max: 200 }).nullable().optional(),
  /** Then available again. */
  until: requestTimeSchema.nullable().optional(),
  /** Queues that go on ringing whatever it counts as, but for offline. */
  ringingQueueIds: z.array(idSchema).max(200).optional(),
});
export type PresenceRequest = z.infer<typeof presenceRequestSchema>;

/** Why a supervisor does it; whom it concerns reads it. */
const whySchema = lineSchema({ max: 200 }).nullable().optional();

export const presenceOfRequestSchema = presenceRequestSchema.extend({
  reason: whySchema,
});
export type PresenceOfRequest = z.infer<typeof presenceOfRequestSchema>;

/** return: everything back to where it was routed; keep: it waits for me; policy: as each queue says. */
export const leaveSchema = z.object({
  threads: z.enum(["return", "keep", "policy"]).default("policy"),
});
export type Leave = z.infer<typeof leaveSchema>;

export const queueLoginSchema = z.object({ loggedIn: z.boolean() });

export const queueLoginOfSchema = queueLoginSchema.extend({
  reason: whySchema,
});
export type QueueLoginOf = z.infer<typeof queueLoginOfSchema>;
