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
  /** Only their members, and those who supervise the whole company, can use it. Empty: everyone. */
  departmentIds: z.array(idSchema),
  /** Whether the reader can put it on conversations and customers. */
  offered: z.boolean(),
});
export type LabelRecord = z.infer<typeof labelRecordSchema>;

export const labelUseSchema = z.object({
  threads: z.number(),
  customers: z.number(),
  /** The rules of channels that use it, by name. */
  rules: z.array(z.object({ channel: z.string(), rule: z.string() })),
});
export type LabelUse = z.infer<typeof labelUseSchema>;
