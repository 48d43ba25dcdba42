import { z } from "zod";

const MAX_DAYS = 36_500;
const daysSchema = z.number().int().min(1).max(MAX_DAYS);

/** Retention of data in days; null: without an end. */
export const retentionSchema = z.object({
  /** Webhook deliveries that are applied: for inspection and replay. */
  deliveriesDays: daysSchema,
  /**
   * Messages of conversations that are closed, by the time they were sent; also scheduled ones that were held, by
   * the time at which they were due.
   */
  messagesDays: daysSchema.nullable(),
  /** Files of messages, likewise; the message stays. */
  filesDays: daysSchema.nullable(),
  /** Leads, by the time the form was filled in. */
  leadsDays: daysSchema.nullable(),
});
export type Retention = z.infer<typeof retentionSchema>;

export const updateRetentionSchema = retentionSchema.partial();
export type UpdateRetention = z.infer<typeof updateRetentionSchema>;

export const defaultRetention: Retention = {
  deliveriesDays: 30,
  messagesDays: null,
  filesDays: null,
  leadsDays: null,
};

/** The number of rows that the settings remove now. */
export const retentionPreviewSchema = z.object({
  deliveries: z.number().int(),
  messages: z.number().int(),
  files: z.number().int(),
  leads: z.number().int(),
});
export type RetentionPreview = z.infer<typeof retentionPreviewSchema>;
