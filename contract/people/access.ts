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

/** Why a right is given or refused; the texts are "settings.rights.reasons" in messages/*.json. */
export const REASON_CODES = [
  "all",
  "department",
  "own",
  "none",
  "ended",
  "supervises_free",
  "supervises",
  "owns",
  "closed",
  "offered",
  "waits",
  "manages_queue",
  "reads_queue",
  "participates",
  "reviews_thread",
  "unseen",
  "unmanaged",
  "owned",
  "participant_only",
  "company_channel",
  "company_lead",
  "company_thread",
  "assigned_lead",
  "waits_lead",
  "reviews_channel",
  "not_own_channel",
  "not_own_lead",
  "not_own_thread",
  "no_department",
  "their_department",
  "other_department",
] as const;

export const reasonSchema = z.object({
  code: z.enum(REASON_CODES),
  /** Names, and keys: `role`, `action`. */
  values: z.record(z.string(), z.string()),
});
export type Reason = z.infer<typeof reasonSchema>;

export const explanationSchema = z.object({
  allowed: z.boolean(),
  /** The same as codes. */
  reasons: z.array(reasonSchema),
  /** In full sentences; the first names the role and its right. */
  because: z.array(z.string()),
});
export type Explanation = z.infer<typeof explanationSchema>;
