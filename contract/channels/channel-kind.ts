import { z } from "zod";
import { CHANNEL_KINDS } from "#contract/channels/rules/channel-rules.ts";
import { channelRulesSchema } from "#contract/channels/channel.ts";

/** One kind of channel: its set-up, and what its conversations support. */
export const channelKindSchema = z.object({
  kind: z.enum(CHANNEL_KINDS),
  /** The fields that connecting one requires, beside its name and route. */
  fields: z.array(
    z.object({
      name: z.string(),
      required: z.boolean(),
      /** Write-only: it is never returned. */
      secret: z.boolean(),
    }),
  ),
  /** The rules that a channel of this kind declares itself. */
  declares: z.array(z.string()),
  rules: channelRulesSchema,
});
