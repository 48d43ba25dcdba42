import { z } from "zod";

/**
 * The fate of a conversation whose owner has gone offline, after the grace
 * period: it returns where the customer waits; when they write again; in any
 * case; or it stays, and supervisors get an alert.
 */
export const OWNER_OFFLINE = [
  "requeue_waiting",
  "on_next_message",
  "requeue_all",
  "keep",
] as const;
export const ownerOfflineSchema = z.enum(OWNER_OFFLINE);
export type OwnerOffline = z.infer<typeof ownerOfflineSchema>;
