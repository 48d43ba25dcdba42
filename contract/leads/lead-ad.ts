import { z } from "zod";

/** An ad, and what came of it in a span of time. */
export const leadAdSchema = z.object({
  /** The vendor's id of the ad. */
  id: z.string(),
  name: z.string().nullable(),
  /** Conversations to which the ad led a person in that time. */
  conversations: z.number().int(),
  /** Leads of the ad in that time, from its form and from conversations. */
  leads: z.number().int(),
  /** The leads among them with a status of the stage “won”. */
  won: z.number().int(),
});
export type LeadAd = z.infer<typeof leadAdSchema>;
