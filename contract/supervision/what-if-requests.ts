import { z } from "zod";
import { idSchema, requestTimeSchema } from "#contract/base/ids.ts";
import { presenceSchema } from "#contract/people/agent.ts";
import { routeRulesSchema } from "#contract/routing/route-rules.ts";
import { lineSchema } from "#contract/text/text-schema.ts";

const factSchema = lineSchema({ max: 200 }).nullable().optional();

export const whatIfSchema = z.object({
  channelId: idSchema,
  /** Left out: now. */
  at: requestTimeSchema.optional(),
  /** A known customer; the fields below take precedence over their own. */
  customerId: idSchema.optional(),
  /** The customer’s message. */
  message: lineSchema({ max: 2_000 }).nullable().optional(),
  language: factSchema,
  referral: factSchema,
  adId: factSchema,
  formId: factSchema,
  labelIds: z.array(idSchema).max(100).optional(),
  stageId: idSchema.nullable().optional(),
  segmentIds: z.array(idSchema).max(100).optional(),
  returning: z.boolean().optional(),
  /** As if these agents had this status and were connected; all others as they are. */
  presence: z.record(idSchema, presenceSchema).optional(),
  /** Unsaved rules, instead of the channel's. */
  rules: routeRulesSchema.optional(),
});
export type WhatIf = z.infer<typeof whatIfSchema>;
