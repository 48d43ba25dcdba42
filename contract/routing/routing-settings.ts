import { z } from "zod";
import { ownerOfflineSchema } from "#contract/routing/owner-offline.ts";

const idleMinutes = z.number().int().min(5).max(1440).nullable();
const silentMinutes = z.number().int().min(1).max(1440).nullable();

const fields = {
  /** A customer who comes back within this time is offered to their last owner; 0: never. */
  lastOwnerHours: z.number().int().min(0).max(8760),
  /** After an agent goes offline: how long until their threads move, by the rule of their queue or ring group. */
  ownerGraceSeconds: z.number().int().min(0).max(3600),
  /** The rule for threads that came through neither: routed to one agent, or taken from the unassigned, where they return to. */
  ownerOffline: ownerOfflineSchema,
  /** Without mouse or key: away. Null: never. */
  idleMinutes,
  /** A customer waits for an owner: an alert to the owner, after twice that to supervisors, after three times that see `silentRequeue`. Null: never. */
  silentMinutes,
  silentRequeue: z.boolean(),
  /** Taking by hand beyond this share of one's capacity asks first. */
  hardCapPercent: z.number().int().min(100).max(1000),
  /** After this many consecutive missed offers of an agent who did nothing else: away. Null: never. */
  awayAfterMissed: z.number().int().min(1).max(20).nullable(),
  /**
   * A conversation waits this long and no member of its queue could take it:
   * supervisors get an alert, and the queue's overflow gets the conversation.
   * Waits that begin after a change follow it. Null: never.
   */
  nobodyMinutes: z.number().int().min(1).max(1440).nullable(),
  /** The time a request to take over stands. */
  transferSeconds: z.number().int().min(10).max(600),
};

/** The company's settings for presence and ownership. */
export const routingSettingsSchema = z.object(fields);
export type RoutingSettings = z.infer<typeof routingSettingsSchema>;

export const updateRoutingSettingsSchema = routingSettingsSchema.partial();
export type UpdateRoutingSettings = z.infer<typeof updateRoutingSettingsSchema>;

export const defaultRoutingSettings: RoutingSettings = {
  lastOwnerHours: 72,
  ownerGraceSeconds: 120,
  ownerOffline: "keep",
  idleMinutes: null,
  silentMinutes: 5,
  silentRequeue: false,
  hardCapPercent: 300,
  awayAfterMissed: 2,
  nobodyMinutes: 5,
  transferSeconds: 60,
};
