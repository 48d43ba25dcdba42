import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { agentSchema } from "#contract/people/agent.ts";
import { contactLimitSchema } from "#contract/people/security.ts";
import { seenBySchema } from "#contract/people/see-as.ts";

export const meSchema = agentSchema.extend({
  /** Whether two-step verification is on. */
  totp: z.boolean(),
  /** The caller is this teammate, who sees the console as the agent does and can change nothing; null: the agent. */
  seenBy: seenBySchema.nullable(),
  /** Whether phone numbers, e-mail addresses and external ids of customers are masked; null: they are shown. */
  contactLimit: contactLimitSchema.nullable(),
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
