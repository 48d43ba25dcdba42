import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { destinationSchema } from "#contract/routing/destination.ts";

const namedSchema = z.object({ id: idSchema, name: z.string() });

/** An agent's work in hand, and the routes that lead to them. */
export const holdingsSchema = z.object({
  /** Open conversations that they own. */
  open: z.number(),
  snoozed: z.number(),
  /** Conversations that ring for them, and transfer requests to them. */
  offers: z.number(),
  leads: z.number(),
  /** Channels that route conversations or leads to them. */
  routedChannels: z.array(namedSchema),
  /** Queues that they are a member of, or that overflow to them. */
  queues: z.array(namedSchema),
  /** Ring groups that they are a member of, or that send conversations to them. */
  ringGroups: z.array(namedSchema),
});
export type Holdings = z.infer<typeof holdingsSchema>;

export const disableAgentSchema = z.object({
  /** The destination of their open and snoozed conversations and their leads. Null: back to where they came from. */
  handOver: destinationSchema.nullable().default(null),
});

export const disabledAgentSchema = z.object({
  /** The number of conversations and leads they no longer have. */
  moved: z.number(),
});
