import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { officeStateSchema } from "#contract/hours/hours.ts";
import { destinationSchema } from "#contract/routing/destination.ts";

const reasonedSchema = z.object({
  agentId: idSchema,
  name: z.string(),
  reason: z.string(),
  /** For off_shift: when their working hours begin again; for later_group: when their group is asked. */
  until: timeSchema.optional(),
});

/** The path of a thread, step by step, decided by the functions that route. */
export const whatIfAnswerSchema = z.object({
  at: timeSchema,
  office: officeStateSchema,
  rules: z.object({
    index: z.number().nullable(),
    checks: z.array(
      z.object({
        name: z.string(),
        enabled: z.boolean(),
        matched: z.boolean(),
        failed: z.string().nullable(),
      }),
    ),
  }),
  destination: destinationSchema.nullable(),
  hops: z.array(
    z.object({
      to: destinationSchema,
      name: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  /** The agent asked first; `reason`: why they are not. */
  preferred: z
    .object({
      agentId: idSchema,
      why: z.enum(["account_owner", "last_owner", "reopened"]),
      reason: z.string().nullable(),
    })
    .nullable(),
  place: destinationSchema.nullable(),
  isUnassigned: z.boolean(),
  alert: z.string().nullable(),
  /** The automatic message to the customer. */
  text: z.string().nullable(),
  /** The agents who would be asked now. */
  selection: z
    .object({
      kind: z.string(),
      reason: z.string().nullable(),
      agentIds: z.array(idSchema),
      eligible: z.array(z.object({ agentId: idSchema, name: z.string() })),
      excluded: z.array(reasonedSchema),
    })
    .nullable(),
});
export type WhatIfAnswer = z.infer<typeof whatIfAnswerSchema>;
