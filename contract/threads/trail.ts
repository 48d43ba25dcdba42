import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

/** One thing that happened to a thread: for a file that outlives the screen. */
export const trailEntrySchema = z.object({
  at: timeSchema,
  kind: z.enum(["message", "note", "event", "read", "decision"]),
  /** received, sent, noted, read, the type of an event, the step of a decision. */
  what: z.string(),
  byId: idSchema.nullable(),
  by: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type TrailEntry = z.infer<typeof trailEntrySchema>;

export const traceEntrySchema = z.object({
  id: idSchema,
  at: timeSchema,
  step: z.string(),
  detail: z.unknown(),
});
