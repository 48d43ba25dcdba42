import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { agentSchema } from "#contract/people/agent.ts";

export const meSchema = agentSchema.extend({
  /** Queues the caller is a member of; logged out ones ring nothing. */
  queues: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      loggedIn: z.boolean(),
      /** Though their status is not available, as long as it lasts. */
      keepsRinging: z.boolean(),
      /** After a conversation: nothing rings until then. */
      wrapUpUntil: timeSchema.nullable(),
      manager: z.boolean(),
    }),
  ),
});
export type Me = z.infer<typeof meSchema>;
