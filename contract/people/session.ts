import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

/** One signed-in browser. */
export const sessionSchema = z.object({
  id: idSchema,
  /** The session that asks. */
  current: z.boolean(),
  /** "Chrome"; null: unknown, or not used since signing in. */
  browser: z.string().nullable(),
  /** "macOS"; null: as above. */
  system: z.string().nullable(),
  /** The IP address where it was last seen. */
  address: z.string().nullable(),
  createdAt: timeSchema,
  /** To the minute. */
  lastSeenAt: timeSchema,
});
export type AgentSession = z.infer<typeof sessionSchema>;
