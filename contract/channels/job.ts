import { z } from "zod";
import { idSchema, requestTimeSchema, timeSchema } from "#contract/base/ids.ts";

/** Work that takes minutes; it goes on after a restart. */
export const jobSchema = z.object({
  id: idSchema,
  kind: z.enum([
    "backfill",
    "lead_backfill",
    "customer_export",
    "customer_erasure",
  ]),
  state: z.enum(["running", "done", "failed"]),
  /** Messages or leads read so far. */
  done: z.number(),
  /** The total; null: the vendor does not say. */
  total: z.number().nullable(),
  result: z
    .looseObject({
      /** Messages or leads that were missing here. */
      recovered: z.number().optional(),
      /** The number that existed already. */
      known: z.number().optional(),
      /** Missing messages that the vendor lists without their content. */
      unreadable: z.number().optional(),
      /** Forms that could not be read, of a back-fill of leads. */
      failed: z.number().optional(),
      /** The address from which an export of a customer is downloaded. */
      url: z.string().optional(),
      /** The open address of the same as a ZIP. */
      zipUrl: z.string().optional(),
      /** The result of a customer’s erasure. */
      certificate: z.record(z.string(), z.unknown()).optional(),
    })
    .nullable(),
  /** Why it failed. */
  error: z.string().nullable(),
  createdAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const backfillSchema = z.object({
  /** Default: a week ago, as far back as a person may answer. */
  since: requestTimeSchema.optional(),
});
