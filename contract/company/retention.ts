import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";

const MAX_DAYS = 36_500;
const daysSchema = z.number().int().min(1).max(MAX_DAYS);

/** More channels with days of their own than anyone can look over. */
export const MAX_OWN_CHANNELS = 200;

/** A channel's own days, in place of the company's. */
export const channelRetentionSchema = z.object({
  messagesDays: daysSchema.nullable(),
  filesDays: daysSchema.nullable(),
});
export type ChannelRetention = z.infer<typeof channelRetentionSchema>;

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
  /**
   * Routing decisions and offers, by their time: those of closed conversations, those of earlier sessions, and
   * offers of leads that wait for no one. They go with the messages of their channel at the latest.
   */
  routingDays: daysSchema.nullable(),
  /** Channels with days of their own, by their ids. A change replaces all of them. */
  channels: z
    .record(idSchema, channelRetentionSchema)
    .refine((own) => Object.keys(own).length <= MAX_OWN_CHANNELS, {
      error: `At most ${MAX_OWN_CHANNELS} channels can have days of their own.`,
    }),
});
export type Retention = z.infer<typeof retentionSchema>;

export const updateRetentionSchema = retentionSchema.partial();
export type UpdateRetention = z.infer<typeof updateRetentionSchema>;

export const defaultRetention: Retention = {
  deliveriesDays: 30,
  messagesDays: null,
  filesDays: null,
  leadsDays: null,
  routingDays: 90,
  channels: {},
};

const countsSchema = z.object({
  deliveries: z.number().int(),
  messages: z.number().int(),
  files: z.number().int(),
  leads: z.number().int(),
  /** Decisions and offers together. */
  routing: z.number().int(),
});

/** The number of rows that the settings remove now. */
export const retentionPreviewSchema = countsSchema.extend({
  /** The rows that they would remove, too, if no legal hold kept them. */
  held: countsSchema,
  /** The channels that messages and files are of, those with the most first. */
  channels: z.array(
    z.object({
      channelId: idSchema,
      messages: z.number().int(),
      files: z.number().int(),
    }),
  ),
});
export type RetentionPreview = z.infer<typeof retentionPreviewSchema>;
