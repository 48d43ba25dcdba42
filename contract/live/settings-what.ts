import { z } from "zod";

/** The kinds of settings that a screen holds; `settings.updated` names one. */
export const settingsWhatSchema = z.enum([
  "agents",
  "canned_replies",
  "channels",
  "company",
  "customer_fields",
  "customer_stages",
  "data_requests",
  "departments",
  "holidays",
  "hours",
  "labels",
  "leads",
  "macros",
  "note_categories",
  "queues",
  "ring_groups",
  "routing",
  "segments",
  "views",
]);
export type SettingsWhat = z.infer<typeof settingsWhatSchema>;
