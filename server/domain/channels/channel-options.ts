import { z } from "zod";
import { capabilitiesSchema } from "#contract/channels/channel.ts";

/** Values that a channel keeps for its kind alone; such as the callback of kind api. No secret is among it. */
const optionsSchema = z.object({
  callbackUrl: z.string().optional(),
  /** False: its forms are not monitored. */
  leads: z.boolean().optional().catch(undefined),
  capabilities: capabilitiesSchema.optional().catch({}),
});
export type ChannelOptions = z.infer<typeof optionsSchema>;

/** Written by us alone; what does not fit counts as nothing. */
export function readOptions(stored: unknown): ChannelOptions {
  return optionsSchema.safeParse(stored).data ?? {};
}
