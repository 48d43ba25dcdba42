import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";

export const labelSchema = z.object({
  id: idSchema,
  name: z.string(),
  color: z.string(),
});
export type Label = z.infer<typeof labelSchema>;

export const labelRecordSchema = labelSchema.extend({
  /** When to use it. */
  description: z.string(),
});
export type LabelRecord = z.infer<typeof labelRecordSchema>;

export const labelUseSchema = z.object({
  threads: z.number(),
  customers: z.number(),
  /** The rules of channels that use it, by name. */
  rules: z.array(z.object({ channel: z.string(), rule: z.string() })),
});
export type LabelUse = z.infer<typeof labelUseSchema>;
