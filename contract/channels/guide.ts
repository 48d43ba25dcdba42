import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { exactTextSchema, lineSchema } from "#contract/text/text-schema.ts";

/**
 * The steps of the guide that connects a channel, in order. business: the
 * vendor has verified the business · app: there is an app · product: it has the
 * messaging product · account: the page is added to it · token · credentials:
 * app id and secret · route: saved, with a destination · webhook · fields ·
 * live: the app is switched on for everybody · review: the vendor has approved
 * the permissions · message: the first one has arrived.
 */
export const GUIDE_STEPS = [
  "business",
  "app",
  "product",
  "account",
  "token",
  "credentials",
  "route",
  "webhook",
  "fields",
  "live",
  "review",
  "message",
] as const;
export type GuideStepKey = (typeof GUIDE_STEPS)[number];

/** Steps that a person may tick. A check that sees the opposite is shown all the same. */
export const HAND_STEPS = [
  "business",
  "app",
  "product",
  "account",
  "live",
  "review",
] as const satisfies GuideStepKey[];
export type HandStep = (typeof HAND_STEPS)[number];

/** Steps that no question to the vendor can answer. */
export const UNSEEN_STEPS: readonly GuideStepKey[] = [
  "business",
  "live",
  "review",
];

export const guideStepSchema = z.object({
  key: z.enum(GUIDE_STEPS),
  state: z.enum(["done", "open", "problem"]),
  /** The source of "done": a check that saw it, or a person. */
  by: z.enum(["check", "person"]).nullable(),
  /** When it was seen or ticked. */
  at: timeSchema.nullable(),
  /** The channel’s problem that is in the way. */
  code: z.string().nullable(),
});
export type GuideStep = z.infer<typeof guideStepSchema>;

/** The content of a draft, without any secret. */
export const draftValuesSchema = z.object({
  pageId: lineSchema({ max: 100 }).optional(),
  appId: lineSchema({ max: 100 }).optional(),
  departmentId: idSchema.nullable().optional(),
  open: destinationSchema.nullable().optional(),
  import: z.boolean().optional(),
});
export type DraftValues = z.infer<typeof draftValuesSchema>;

export const guideSchema = z.object({
  /** Null: nothing is connected yet, this is the caller’s draft. */
  channelId: idSchema.nullable(),
  values: draftValuesSchema,
  steps: z.array(guideStepSchema),
  /** The first step that is not done. Null: all are. */
  next: z.enum(GUIDE_STEPS).nullable(),
});
export type Guide = z.infer<typeof guideSchema>;

export const ticksSchema = z.partialRecord(z.enum(HAND_STEPS), z.boolean());
export type Ticks = z.infer<typeof ticksSchema>;

export const updateDraftSchema = z.object({
  values: draftValuesSchema.optional(),
  ticks: ticksSchema.optional(),
});
export type UpdateDraft = z.infer<typeof updateDraftSchema>;

export const updateGuideSchema = z.object({ ticks: ticksSchema });

const pasted = exactTextSchema({ max: 2000 });

/** Values that may be anything a person has pasted; what is wrong with them is said per field. */
export const checkChannelSchema = z.object({
  /** Left out: the page that the token belongs to. */
  pageId: pasted.optional(),
  pageToken: exactTextSchema({ min: 1, max: 2000 }),
  appId: exactTextSchema({ min: 1, max: 2000 }),
  /** May be left out when this app is connected already. */
  appSecret: pasted.optional(),
});
export type CheckChannel = z.infer<typeof checkChannelSchema>;

export const checkedChannelSchema = z.object({
  pageId: z.string(),
  /** Null: the vendor does not tell it. */
  name: z.string().nullable(),
  token: z.object({
    /** Null: it does not expire. */
    expiresAt: timeSchema.nullable(),
    /** Null: not told. */
    dataAccessExpiresAt: timeSchema.nullable(),
  }),
  /** The page is connected already: as this channel. */
  connectedAs: idSchema.nullable(),
  /** It was connected before: its conversations continue. */
  isKnown: z.boolean(),
});
export type CheckedChannel = z.infer<typeof checkedChannelSchema>;
