import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

/** Every mail that Parley sends. */
export const mailTemplates = [
  "invitation",
  "password_reset",
  "channel_problem",
  "channel_repaired",
  "access_ending",
  "lead_assigned",
  "reviewer_ending",
  "unseen",
  "digest",
  "test",
] as const;
export const mailTemplateSchema = z.enum(mailTemplates);
export type MailTemplate = z.infer<typeof mailTemplateSchema>;

/**
 * queued → sending → sent, failed or uncertain. `not_sent`: there was no mail
 * server. `uncertain`: Parley stopped during the hand-over; the mail server
 * may have the mail, and it is not sent again.
 */
export const mailStates = [
  "queued",
  "sending",
  "sent",
  "failed",
  "uncertain",
  "not_sent",
] as const;
export const mailStateSchema = z.enum(mailStates);
export type MailState = z.infer<typeof mailStateSchema>;

export const mailSchema = z.object({
  id: idSchema,
  template: mailTemplateSchema,
  to: z.string(),
  state: mailStateSchema,
  /** The mail server's answer at the last attempt. */
  error: z.string().nullable(),
  attempts: z.number(),
  createdAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});
export type Mail = z.infer<typeof mailSchema>;

/** A template filled in with an example. */
export const mailPreviewSchema = z.object({
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});
export type MailPreview = z.infer<typeof mailPreviewSchema>;
