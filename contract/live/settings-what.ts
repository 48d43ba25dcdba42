import { z } from "zod";

/** The kinds of settings that a screen holds; `settings.updated` names one. */
export const settingsWhatSchema = z.enum([
  "agents",
  "canned_replies",
  "channels",
  "company",
  "departments",
  "holidays",
  "hours",
  "labels",
  "queues",
  "ring_groups",
  "routing",
]);
export type SettingsWhat = z.infer<typeof settingsWhatSchema>;
