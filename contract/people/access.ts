import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { roleSchema } from "#contract/people/agent.ts";
import { ACTION_KEYS } from "#contract/people/policy.ts";

export const policySchema = z.object({
  actions: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      /** "METHOD /path" of the API. */
      operations: z.array(z.string()),
      roles: z.record(roleSchema, z.enum(["all", "department", "own", "none"])),
    }),
  ),
});

export const explainQuerySchema = z.object({
  agent: idSchema,
  action: z.enum(ACTION_KEYS),
  thread: idSchema.optional(),
  channel: idSchema.optional(),
  lead: idSchema.optional(),
});
export type ExplainQuery = z.infer<typeof explainQuerySchema>;

export const explanationSchema = z.object({
  allowed: z.boolean(),
  /** In full sentences; the first names the role and its right. */
  because: z.array(z.string()),
});
export type Explanation = z.infer<typeof explanationSchema>;
