import { z } from "zod";
import { CHANNEL_KINDS } from "#contract/channels/channel-rules.ts";
import { channelRulesSchema } from "#contract/channels/channel.ts";

/** One kind of channel: how it is set up, and what can be done with its conversations. */
export const channelKindSchema = z.object({
  kind: z.enum(CHANNEL_KINDS),
  /** What is asked for when one is connected, beside its name and route. */
  fields: z.array(
    z.object({
      name: z.string(),
      required: z.boolean(),
      /** Write-only: it never comes back. */
      secret: z.boolean(),
    }),
  ),
  /** Which of the rules a channel of this kind declares itself. */
  declares: z.array(z.string()),
  rules: channelRulesSchema,
});
export type ChannelKindRecord = z.infer<typeof channelKindSchema>;
