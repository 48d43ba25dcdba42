import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { hoursSchema } from "#contract/hours/hours.ts";

export const roleSchema = z.enum([
  "owner",
  "admin",
  "supervisor",
  "agent",
  "leads_only",
  "auditor",
  "reviewer",
]);
export type Role = z.infer<typeof roleSchema>;

export const presenceSchema = z.enum([
  "available",
  "away",
  "dnd",
  "transfer_only",
  "offline",
]);
export type Presence = z.infer<typeof presenceSchema>;

/** An agent's status outside their working hours. */
export const shiftEndsSchema = presenceSchema.extract([
  "away",
  "transfer_only",
  "dnd",
]);
export type ShiftEnds = z.infer<typeof shiftEndsSchema>;

export const agentSchema = z.object({
  id: idSchema,
  email: z.string(),
  name: z.string(),
  /** The address of their photo, which changes with it. Null: none. */
  photoUrl: z.string().nullable(),
  role: roleSchema,
  departmentIds: z.array(idSchema),
  /** For a supervisor: the whole company, whatever their departments. */
  allDepartments: z.boolean(),
  /** The one channel that a reviewer sees; null for other roles. */
  reviewChannelId: idSchema.nullable(),
  /** When the access of a reviewer ends; null for other roles. */
  expiresAt: timeSchema.nullable(),
  presence: presenceSchema,
  presenceSince: timeSchema,
  /** A name of one's own for it: "Lunch". */
  presenceText: z.string().nullable(),
  /** For teammates: "back at two". */
  presenceMessage: z.string().nullable(),
  /** When the agent is available again. */
  presenceUntil: timeSchema.nullable(),
  /** Why, when it was not their own choice: lost, idle, missed_offers, supervisor, shift, … */
  presenceReason: z.string().nullable(),
  /** Working hours; null: none, the agent alone decides their status. */
  shift: hoursSchema.nullable(),
  shiftEnds: shiftEndsSchema,
  capacity: z.number(),
  /** The used capacity now, weighted. */
  load: z.number(),
  openThreads: z.number(),
  /** Owned and snoozed. */
  snoozedThreads: z.number(),
  disabled: z.boolean(),
  /** When their unused invite link ends, or has ended, while they are signed in nowhere; null: they have none. */
  invitedUntil: timeSchema.nullable(),
});
export type Agent = z.infer<typeof agentSchema>;

/** `invitationUrl`: shown this once; null when a password was given. */
export const createdAgentSchema = agentSchema.extend({
  invitationUrl: z.string().nullable(),
  /** The link was also sent by email. */
  invitationMailed: z.boolean(),
});
