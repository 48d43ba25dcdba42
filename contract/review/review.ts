import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import type { locales } from "#contract/base/locales.ts";
import { paragraphsSchema } from "#contract/text/text-schema.ts";

/**
 * The app review of a page at Meta: the texts for its forms, what is still missing, and the account
 * that Meta's reviewer signs in with.
 */

export const REVIEW_STATES = [
  "draft",
  "submitted",
  "approved",
  "rejected",
] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** Permissions and features as Meta's list of them has them, in the order of its forms. */
export const PERMISSIONS = [
  "pages_messaging",
  "business_asset_user_profile_access",
  "pages_manage_metadata",
  "pages_show_list",
  "human_agent",
  "leads_retrieval",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Facts that Parley sees by itself. */
export const SEEN_CHECKS = [
  "company",
  "address",
  "webhook",
  "privacy",
  "message",
  "reply",
  "reviewer",
] as const;
/** Checks that only a person can see at Meta, and confirms. */
export const CONFIRMED_CHECKS = [
  "icon",
  "category",
  "dataDeletion",
  "business",
  "live",
] as const;
export type SeenCheck = (typeof SEEN_CHECKS)[number];
export type ConfirmedCheck = (typeof CONFIRMED_CHECKS)[number];

/** The questions of Meta's form about data handling. */
export const DATA_QUESTIONS = [
  "processors",
  "controller",
  "authorities",
  "requests",
  "storage",
] as const;

/** Meta grants advanced access only after a message or call within this time. */
export const MESSAGE_HOURS = 24;

/** Stand in the instructions for the log-in: only the person who created it sees the password, and once. */
export const EMAIL_PLACE = "{email}";
export const PASSWORD_PLACE = "{password}";

const inEachLanguage = z.object({
  en: z.string(),
  "zh-CN": z.string(),
  "zh-TW": z.string(),
}) satisfies z.ZodType<Record<(typeof locales)[number], string>>;
export type EachLanguage = z.infer<typeof inEachLanguage>;

/** A text, and the box at Meta that it goes into. */
const boxedSchema = z.object({ box: inEachLanguage, text: inEachLanguage });

export const reviewerSchema = z.object({
  agentId: idSchema,
  email: z.string(),
  expiresAt: timeSchema.nullable(),
  /** The end has come: the account signs in no more. */
  isExpired: z.boolean(),
  /** Conversations that the reviewer owns. */
  openThreads: z.number(),
  /** The page's routing names the reviewer as a destination. */
  isDestination: z.boolean(),
});

export const reviewSchema = z.object({
  channelId: idSchema,
  state: z.enum(REVIEW_STATES),
  notes: z.string(),
  /** When the state changed; null: never. */
  changedAt: timeSchema.nullable(),
  permissions: z.array(
    boxedSchema.extend({
      key: z.enum(PERMISSIONS),
      /** As Meta's list names it. */
      name: z.string(),
      /** The feature of Parley that needs it. */
      feature: inEachLanguage,
      /** Only where that feature is used. */
      optional: z.boolean(),
    }),
  ),
  /** "Complete app verification": why the reviewer does not sign in with Facebook. */
  verification: boxedSchema,
  /** The reviewer's steps. {email} and {password} stand for the log-in as long as it is not known. */
  instructions: inEachLanguage,
  /** The box at Meta that the instructions go into. */
  instructionsBox: inEachLanguage,
  dataHandling: z.array(boxedSchema.extend({ key: z.enum(DATA_QUESTIONS) })),
  /** The scenes of the film, in order, for a person who records it by hand. */
  scenes: z.array(inEachLanguage),
  checklist: z.array(
    z.object({
      key: z.enum([...SEEN_CHECKS, ...CONFIRMED_CHECKS]),
      done: z.boolean(),
      how: z.string(),
      /** False: a person confirms it with PATCH. */
      automatic: z.boolean(),
    }),
  ),
  reviewer: reviewerSchema.nullable(),
  /** The app icon of 1024 × 1024 px. */
  iconUrl: z.string(),
  privacyUrl: z.string(),
  termsUrl: z.string(),
  dataDeletionUrl: z.string(),
});
export type Review = z.infer<typeof reviewSchema>;

export const updateReviewSchema = z.object({
  state: z.enum(REVIEW_STATES).optional(),
  notes: paragraphsSchema({ max: 4000 }).optional(),
  /** Everything of the checklist that a person has confirmed; replaces what was confirmed before. */
  confirmed: z.array(z.enum(CONFIRMED_CHECKS)).max(20).optional(),
});
export type UpdateReview = z.infer<typeof updateReviewSchema>;

export const createReviewerSchema = z.object({
  /** There is one: give it a new password and a new end. The old password stops working. */
  renew: z.boolean().default(false),
});

/** The log-in of Meta's reviewer; the password is shown this once. */
export const reviewerLogInSchema = z.object({
  email: z.string(),
  password: z.string(),
  expiresAt: timeSchema,
});
export type ReviewerLogIn = z.infer<typeof reviewerLogInSchema>;
