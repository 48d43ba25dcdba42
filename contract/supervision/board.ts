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
      /** Of those: ringing at somebody. */
      offered: z.number(),
      oldestWaitingSince: timeSchema.nullable(),
      inHand: z.number(),
      loggedIn: z.number(),
      available: z.number(),
    }),
  ),
  /** Waiting where nothing rings and nobody is a member. */
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
      /** Conversations that ring at them, and those a colleague asks them to take over. */
      ringing: z.number(),
      asked: z.number(),
      /** Of what rang at them in the last 24 hours: not answered in time. */
      missed: z.number(),
      wrapUpUntil: timeSchema.nullable(),
      queues: z.array(z.object({ id: idSchema, loggedIn: z.boolean() })),
    }),
  ),
});
export type Board = z.infer<typeof boardSchema>;
