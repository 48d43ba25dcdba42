import { z } from "zod";
import { timeSchema } from "#contract/base/ids.ts";
import { officeStateSchema } from "#contract/hours/hours.ts";
import { presenceSchema } from "#contract/people/agent.ts";
import { destinationSchema } from "#contract/routing/destination.ts";

export const transferTargetSchema = z.object({
  to: destinationSchema,
  name: z.string(),
  /** Why it cannot be chosen; null: it can. */
  reason: z
    .enum([
      "owner",
      "role",
      "offline",
      "away",
      "dnd",
      "not_connected",
      "at_capacity",
      "outside_hours",
      "paused",
      "queue_full",
      "nobody_logged_in",
      "no_members",
      "missing",
      "no_destination",
      "too_many_handovers",
    ])
    .nullable(),
  /** A supervisor may choose it all the same, with mode force (and confirm, when offline). */
  canForce: z.boolean(),
  noteRequired: z.boolean(),
  /** For an agent. */
  presence: presenceSchema.nullable(),
  presenceText: z.string().nullable(),
  presenceMessage: z.string().nullable(),
  /** Their working hours set their status, until then if that is known. */
  offShift: z.object({ until: timeSchema.nullable() }).nullable(),
  load: z.number().nullable(),
  capacity: z.number().nullable(),
  /** For a queue or ring group. */
  office: officeStateSchema.nullable(),
  waiting: z.number().nullable(),
  oldestWaitingSince: timeSchema.nullable(),
  available: z.number().nullable(),
});
export type TransferTarget = z.infer<typeof transferTargetSchema>;
