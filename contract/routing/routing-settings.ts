import { z } from "zod";
import { ownerOfflineSchema } from "#contract/routing/owner-offline.ts";

const idleMinutes = z.number().int().min(5).max(1440).nullable();
const silentMinutes = z.number().int().min(1).max(1440).nullable();

const fields = {
  /** A customer who comes back is offered to whom they talked to last; 0: never. */
  lastOwnerHours: z.number().int().min(0).max(8760),
  /** After somebody is offline: this long until their threads move, by the rule of their queue or ring group. */
  ownerGraceSeconds: z.number().int().min(0).max(3600),
  /** The rule for what came by neither: to one person, or from the unassigned, where it goes back to. */
  ownerOffline: ownerOfflineSchema,
  /** Without mouse or key: away. Null: never. */
  idleMinutes,
  /** A customer waits for an owner: nudge, twice that: supervisors, thrice: see `silentRequeue`. Null: never. */
  silentMinutes,
  silentRequeue: z.boolean(),
  /** Taking by hand beyond this share of one's capacity asks first. */
  hardCapPercent: z.number().int().min(100).max(1000),
  /** So many conversations in a row rang unanswered at somebody who did nothing else: away. Null: never. */
  awayAfterMissed: z.number().int().min(1).max(20).nullable(),
  /**
   * A conversation waits this long and no member of its queue could take it:
   * supervisors get an alert, and the queue's overflow gets the conversation.
   * Waits that begin after a change follow it. Null: never.
   */
  nobodyMinutes: z.number().int().min(1).max(1440).nullable(),
  /** A request to take over stands this long. */
  transferSeconds: z.number().int().min(10).max(600),
};

/** What the whole house agrees on about presence and ownership. */
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
