import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { agentSchema } from "#contract/people/agent.ts";

export const meSchema = agentSchema.extend({
  /** Whether two-step verification is on. */
  totp: z.boolean(),
  /** Queues that the caller is a member of; queues they are logged out of offer nothing. */
  queues: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      loggedIn: z.boolean(),
      /** Offers continue although their status is not available, while that status lasts. */
      keepsRinging: z.boolean(),
      /** After a conversation: no offers until then. */
      wrapUpUntil: timeSchema.nullable(),
      manager: z.boolean(),
    }),
  ),
});
export type Me = z.infer<typeof meSchema>;
