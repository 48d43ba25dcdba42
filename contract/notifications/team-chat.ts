import { z } from "zod";
import { locales } from "#contract/base/locales.ts";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { nameSchema } from "#contract/text/fields.ts";
import {
  exactTextSchema,
  pastedSecretSchema,
} from "#contract/text/text-schema.ts";

/** slack, teams, discord: an incoming webhook · line: a push of the Messaging API · webhook: signed JSON. */
export const TEAM_CHAT_KINDS = [
  "slack",
  "teams",
  "discord",
  "line",
  "webhook",
] as const;
export type TeamChatKind = (typeof TEAM_CHAT_KINDS)[number];

/** The alerts to supervisors and admins that a team chat can get; see contract/supervision/alert.ts. */
export const TEAM_CHAT_ALERTS = [
  "channel_problem",
  "deliveries_wait",
  "nobody_logged_in",
  "nobody_available",
  "unassigned",
  "owner_silent",
  "owner_offline",
  "reply_due",
  "reply_late",
  "lead_late",
  "lead_stalled",
  "lead_expiring",
] as const;
export type TeamChatAlert = (typeof TEAM_CHAT_ALERTS)[number];

const MIN_SECRET = 16;
const MAX_SECRET = 500;
const MAX_URL = 2_000;

export const teamChatSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: z.enum(TEAM_CHAT_KINDS),
  /** The host of its address, which is a secret itself. Null: LINE has one address. */
  host: z.string().nullable(),
  /** LINE: the id of the group, room or person. */
  recipient: z.string().nullable(),
  alerts: z.array(z.enum(TEAM_CHAT_ALERTS)),
  /** The language of its texts. */
  locale: z.enum(locales),
  /** Whether texts name customers and leads and have the first words of a message. */
  showsText: z.boolean(),
  on: z.boolean(),
  lastSentAt: timeSchema.nullable(),
  /** The last refusal; null: the last alert was taken. */
  error: z.string().nullable(),
});
export type TeamChat = z.infer<typeof teamChatSchema>;

const urlSchema = z.url({ protocol: /^https?$/ }).max(MAX_URL);
const secretSchema = pastedSecretSchema({ min: MIN_SECRET, max: MAX_SECRET });
const recipientSchema = exactTextSchema({ min: 1, max: 200 });

export const createTeamChatSchema = z
  .object({
    name: nameSchema,
    kind: z.enum(TEAM_CHAT_KINDS),
    /** The address of the webhook; not for LINE. */
    url: urlSchema.optional(),
    /** webhook: signs the requests · line: the channel access token. */
    secret: secretSchema.optional(),
    recipient: recipientSchema.optional(),
    alerts: z.array(z.enum(TEAM_CHAT_ALERTS)).min(1).max(50),
    locale: z.enum(locales).default("en"),
    showsText: z.boolean().default(false),
    on: z.boolean().default(true),
  })
  .superRefine((input, refused) => {
    for (const field of fieldsOf(input.kind))
      if (input[field] === undefined)
        refused.addIssue({
          code: "invalid_type",
          expected: "string",
          input: undefined,
          path: [field],
        });
  });
export type CreateTeamChat = z.infer<typeof createTeamChatSchema>;

/** The fields that a kind needs beside its name. Pure. */
export function fieldsOf(
  kind: TeamChatKind,
): readonly ("url" | "secret" | "recipient")[] {
  if (kind === "line") return ["secret", "recipient"];
  return kind === "webhook" ? ["url", "secret"] : ["url"];
}

/** The kind never changes. Another address forgets the secret, which was entered for the old one. */
export const updateTeamChatSchema = z.object({
  name: nameSchema.optional(),
  url: urlSchema.optional(),
  secret: secretSchema.optional(),
  recipient: recipientSchema.optional(),
  alerts: z.array(z.enum(TEAM_CHAT_ALERTS)).min(1).max(50).optional(),
  locale: z.enum(locales).optional(),
  showsText: z.boolean().optional(),
  on: z.boolean().optional(),
});
export type UpdateTeamChat = z.infer<typeof updateTeamChatSchema>;

/** accepted · refused: it answered with an error · unreachable: it didn't answer · forbidden: its address is not public. */
export const teamChatTestSchema = z.object({
  outcome: z.enum(["accepted", "refused", "unreachable", "forbidden"]),
  status: z.number().int().nullable(),
  detail: z.string().nullable(),
});
export type TeamChatTest = z.infer<typeof teamChatTestSchema>;
