import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { capabilitiesSchema } from "#contract/channels/channel.ts";
import { hoursSchema } from "#contract/hours/hours.ts";
import {
  agentLimitSchema,
  weightSchema,
} from "#contract/routing/capacity-requests.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { routeRulesSchema } from "#contract/routing/route-rules.ts";
import { channelTextsSchema } from "#contract/text/channel-texts.ts";
import { nameSchema, noteSchema } from "#contract/text/fields.ts";
import { lineSchema, pastedSecretSchema } from "#contract/text/text-schema.ts";

/** Vendor ids are text; people paste them with spaces around. */
export const vendorIdSchema = z.coerce
  .string()
  .trim()
  // Without a message of its own: the form shows it in the user's language.
  .regex(/^\d{1,30}$/);

export const pageTextSchema = noteSchema.nullable().optional();

export const routeSchema = z.object({
  open: destinationSchema.nullable().optional(),
  closed: destinationSchema.nullable().optional(),
  closedMessage: pageTextSchema,
  break: destinationSchema.nullable().optional(),
  breakMessage: pageTextSchema,
  holiday: destinationSchema.nullable().optional(),
  holidayMessage: pageTextSchema,
  hours: hoursSchema.nullable().optional(),
  rules: routeRulesSchema.optional(),
  texts: channelTextsSchema.optional(),
});

const reopenHoursSchema = z.number().int().min(0).max(8760).optional();

const channelLimits = {
  departmentId: idSchema.nullable().optional(),
  route: routeSchema.optional(),
  weight: weightSchema,
  agentLimit: agentLimitSchema,
  reopenHours: reopenHoursSchema,
};

/** An address that we call: https and public unless OUTBOUND_PRIVATE says otherwise, which is checked at each call. */
const callbackUrlSchema = lineSchema({ min: 1, max: 2000 })
  .refine((text) => URL.canParse(text), "This is not a web address.")
  .refine(
    (text) =>
      /^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : ""),
    "Use an address that begins with https://.",
  );

export const createMessengerSchema = z.object({
  /** May be left out. */
  type: z.literal("messenger").optional(),
  name: nameSchema.optional(),
  /** Also the conversations of the last 30 days, as closed ones. */
  import: z.boolean().optional(),
  pageId: vendorIdSchema,
  pageToken: pastedSecretSchema({ min: 1, max: 2000 }),
  appId: vendorIdSchema,
  /** May be left out when this app is connected already. */
  appSecret: pastedSecretSchema({ min: 1, max: 200 }).optional(),
  humanAgent: z.boolean().optional(),
  ...channelLimits,
});

/** The values that the guide asks for once those of the page are checked. */
export const pageRouteSchema = createMessengerSchema.pick({
  departmentId: true,
  route: true,
  import: true,
});

export const createApiChannelSchema = z.object({
  type: z.literal("api"),
  name: nameSchema,
  /** The address that our messages are posted to. */
  callbackUrl: callbackUrlSchema,
  capabilities: capabilitiesSchema.optional(),
  ...channelLimits,
});

/** For kind api: replaces a lost or leaked value. */
export const renewSecretSchema = z.object({
  secret: z.enum(["token", "signingSecret"]),
});
export type RenewSecret = z.infer<typeof renewSecretSchema>;

export const createChannelSchema = z.discriminatedUnion("type", [
  createMessengerSchema,
  createApiChannelSchema,
]);
export type CreateMessenger = z.infer<typeof createMessengerSchema>;
export type CreateApiChannel = z.infer<typeof createApiChannelSchema>;
export type CreateChannel = z.infer<typeof createChannelSchema>;

export const updateChannelSchema = z.object({
  name: nameSchema.optional(),
  pageToken: pastedSecretSchema({ min: 1, max: 2000 }).optional(),
  appSecret: pastedSecretSchema({ min: 1, max: 200 }).optional(),
  /** Only for kind api. */
  callbackUrl: callbackUrlSchema.optional(),
  capabilities: capabilitiesSchema.optional(),
  enabled: z.boolean().optional(),
  departmentId: idSchema.nullable().optional(),
  route: routeSchema.optional(),
  weight: weightSchema,
  agentLimit: agentLimitSchema,
  reopenHours: reopenHoursSchema,
  humanAgent: z.boolean().optional(),
});
export type UpdateChannel = z.infer<typeof updateChannelSchema>;
