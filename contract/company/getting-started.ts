import { z } from "zod";

/** The steps of the first day, in the order in which they are shown. */
export const STARTING_STEPS = [
  "company",
  "channel",
  "queue",
  "route",
  "teammate",
] as const;
export type StartingStep = (typeof STARTING_STEPS)[number];

export const gettingStartedSchema = z.object({
  /** Whether the database has what the step leads to; no one ticks a step by hand. */
  steps: z.record(z.enum(STARTING_STEPS), z.boolean()),
  /** All steps are done. */
  done: z.boolean(),
  /** An admin has put the checklist away, for all admins. */
  hidden: z.boolean(),
  /** The channel that waits for its webhook, if there is one: its guide goes on there. */
  unfinishedChannelId: z.uuid().nullable(),
});
export type GettingStarted = z.infer<typeof gettingStartedSchema>;

export const updateGettingStartedSchema = z.object({ hidden: z.boolean() });
export type UpdateGettingStarted = z.infer<typeof updateGettingStartedSchema>;
