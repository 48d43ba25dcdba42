import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { officeStateSchema } from "#contract/hours/hours.ts";
import { presenceSchema } from "#contract/people/agent.ts";
import { queueSchema } from "#contract/routing/queue.ts";

export const boardSchema = z.object({
  at: timeSchema,
  queues: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      departmentId: idSchema.nullable(),
      strategy: queueSchema.shape.strategy,
      office: officeStateSchema,
      paused: queueSchema.shape.paused,
      waiting: z.number(),
      /** The number of these that have an open offer. */
      offered: z.number(),
      oldestWaitingSince: timeSchema.nullable(),
      inHand: z.number(),
      loggedIn: z.number(),
      available: z.number(),
    }),
  ),
  /** Waiting in no queue, without an offer. */
  unassigned: z.object({
    waiting: z.number(),
    oldestWaitingSince: timeSchema.nullable(),
  }),
  agents: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      presence: presenceSchema,
      presenceText: z.string().nullable(),
      presenceMessage: z.string().nullable(),
      presenceReason: z.string().nullable(),
      since: timeSchema,
      until: timeSchema.nullable(),
      connected: z.boolean(),
      load: z.number(),
      capacity: z.number(),
      openThreads: z.number(),
      /** Open offers to the agent, and requests to take over. */
      ringing: z.number(),
      asked: z.number(),
      /** Offers of the last 24 hours that the agent did not answer in time. */
      missed: z.number(),
      wrapUpUntil: timeSchema.nullable(),
      queues: z.array(z.object({ id: idSchema, loggedIn: z.boolean() })),
    }),
  ),
});
export type Board = z.infer<typeof boardSchema>;
