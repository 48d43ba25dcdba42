import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import { presenceSchema } from "#contract/people/agent.ts";
import { lineSchema } from "#contract/text/text-schema.ts";

export const presenceRequestSchema = z.object({
  presence: presenceSchema,
  /** A name of one's own for it: "Lunch". */
  text: lineSchema({ max: 60 }).nullable().optional(),
  /** For teammates: "back at two". */
  message: lineSchema({ max: 200 }).nullable().optional(),
  /** When the agent is available again. */
  until: requestTimeSchema.nullable().optional(),
  /** Queues whose offers continue whatever the status, except offline. */
  ringingQueueIds: z.array(idSchema).max(200).optional(),
});
export type PresenceRequest = z.infer<typeof presenceRequestSchema>;

/** The supervisor's reason; the agent concerned reads it. */
const whySchema = lineSchema({ max: 200 }).nullable().optional();

export const presenceOfRequestSchema = presenceRequestSchema.extend({
  reason: whySchema,
});
export type PresenceOfRequest = z.infer<typeof presenceOfRequestSchema>;

/** return: every thread to where it was routed; keep: they wait for me; policy: as each queue says. */
export const leaveSchema = z.object({
  threads: z.enum(["return", "keep", "policy"]).default("policy"),
});
export type Leave = z.infer<typeof leaveSchema>;

export const queueLoginSchema = z.object({ loggedIn: z.boolean() });

export const queueLoginOfSchema = queueLoginSchema.extend({
  reason: whySchema,
});
export type QueueLoginOf = z.infer<typeof queueLoginOfSchema>;
