import { z } from "zod";
import { timeSchema } from "#contract/base/ids.ts";

/**
 * The parts of a channel's health. credentials: the vendor accepts our app ·
 * webhook: deliveries reach our address · fields: all that we need is
 * subscribed · token: it is valid, and how long · permissions: we may do what we
 * need to · traffic: events come as usual. Which of them a kind has: see its
 * definition.
 */
export const LIGHT_KEYS = [
  "credentials",
  "webhook",
  "fields",
  "token",
  "permissions",
  "traffic",
] as const;
export type LightKey = (typeof LIGHT_KEYS)[number];

export const LIGHT_STATES = ["ok", "warning", "broken", "unknown"] as const;
export type LightState = (typeof LIGHT_STATES)[number];

export const lightSchema = z.object({
  key: z.enum(LIGHT_KEYS),
  /** ok: something was seen that proves it. unknown: nothing was seen yet, or it could not be asked. */
  state: z.enum(LIGHT_STATES),
  /** When it was looked at last; null: never. */
  checkedAt: timeSchema.nullable(),
  /** Since when it has this state; null: it was never looked at. */
  since: timeSchema.nullable(),
  cause: z.string().nullable(),
  fix: z.string().nullable(),
  /** POST /channels/{id}/repair can put it right. */
  repairable: z.boolean(),
  /** Facts that were seen. `code`: the problem that is the cause. */
  facts: z.record(z.string(), z.unknown()),
});
export type Light = z.infer<typeof lightSchema>;

/** A channel's lights as they are now. */
export const channelHealthSchema = z.object({
  checkedAt: timeSchema.nullable(),
  lights: z.array(lightSchema),
});
export type ChannelHealth = z.infer<typeof channelHealthSchema>;

export const repairChannelSchema = z.object({ light: z.enum(LIGHT_KEYS) });
