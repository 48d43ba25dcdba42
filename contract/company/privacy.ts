import { z } from "zod";

/** The company's choices for answering people who ask about their data. */
export const privacySettingsSchema = z.object({
  /** Whether a person's export has the team's notes, too: about them, and in their conversations. */
  exportNotes: z.boolean(),
});
export type PrivacySettings = z.infer<typeof privacySettingsSchema>;

export const updatePrivacySettingsSchema = privacySettingsSchema.partial();
export type UpdatePrivacySettings = z.infer<typeof updatePrivacySettingsSchema>;

export const defaultPrivacySettings: PrivacySettings = { exportNotes: false };
