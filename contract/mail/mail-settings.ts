import { z } from "zod";

/** The company's mail server. Without a host no mail is sent. */
export const mailSettingsSchema = z.object({
  host: z.string().nullable(),
  port: z.number().int(),
  /** True: TLS from the first byte (port 465). False: STARTTLS where the server offers it. */
  secure: z.boolean(),
  user: z.string().nullable(),
  /** The password is never returned. */
  hasPassword: z.boolean(),
  from: z.string().nullable(),
  /** Mails of the last 30 days that did not reach the mail server, by reason. */
  unsent: z.object({
    /** There was no mail server. */
    notSent: z.number(),
    /** The mail server refused them. */
    failed: z.number(),
    /** Parley stopped during the hand-over; the mail server may have them. */
    uncertain: z.number(),
  }),
});
export type MailSettings = z.infer<typeof mailSettingsSchema>;
