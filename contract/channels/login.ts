import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { channelSchema } from "#contract/channels/channel.ts";
import {
  routeSchema,
  vendorIdSchema,
} from "#contract/channels/channel-requests.ts";
import {
  exactTextSchema,
  pastedSecretSchema,
} from "#contract/text/text-schema.ts";

/** The page where pages are chosen after signing in at Meta. */
export const LOGIN_PAGE = "/settings/channels/facebook";

/**
 * The way the dialog asks again. rerequest: for what was declined before, which it
 * leaves out otherwise · reauthorize: the person confirms the login anew, and
 * access to data begins again. Source: Facebook Login, "Re-asking for declined
 * permissions" and "Data access expiration", read 2026-11.
 */
export const LOGIN_AUTH_TYPES = ["rerequest", "reauthorize"] as const;
export type LoginAuthType = (typeof LOGIN_AUTH_TYPES)[number];

/** Why signing in at Meta led to nothing: in the address that the browser comes back to. */
export const LOGIN_ERRORS = [
  "denied",
  "state_unknown",
  "state_used",
  "state_expired",
  "state_foreign",
  "secret_wrong",
  "wrong_app",
  "exchange_refused",
  "meta_unreachable",
  "permission_missing",
  "no_pages",
] as const;
export type LoginError = (typeof LOGIN_ERRORS)[number];

/** The members of that address's query. */
export const LOGIN_QUERY = {
  /** Only value: done. */
  outcome: "login",
  /** A LoginError. */
  error: "error",
  /** The same in an English sentence, for programs. */
  words: "error_description",
  /** With permission_missing: the permissions, parted by commas. */
  missing: "missing",
} as const;

/** Whether an address leads to a page of ours: a path, and nothing that a browser reads as another host. Pure. */
export function isInsidePath(path: string): boolean {
  if (!path.startsWith("/") || /[\\\s\p{Cc}]/u.test(path)) return false;
  const base = "https://inside.invalid";
  return URL.canParse(path, base) && new URL(path, base).origin === base;
}

export const startLoginSchema = z.object({
  /** Left out: the app that is connected already. */
  appId: vendorIdSchema.optional(),
  appSecret: pastedSecretSchema({ min: 1, max: 200 }).optional(),
  /** The configuration of Facebook Login for Business. */
  configId: vendorIdSchema.optional(),
  /** Asks again for permissions that were declined. Done without it where a page of the app lacks one. */
  again: z.boolean().optional(),
  /** The page of the console to come back to. */
  returnTo: exactTextSchema({ min: 1, max: 500 }).refine(
    isInsidePath,
    "Use a path of this console, such as /settings/channels/facebook.",
  ),
});
export type StartLogin = z.infer<typeof startLoginSchema>;

export const loginUrlSchema = z.object({ url: z.string() });

/** A login's requirements, and whether this agent holds one. */
export const loginStateSchema = z.object({
  /** To be entered among the app’s Valid OAuth Redirect URIs. */
  redirectUri: z.string(),
  /** The app that is used where none is named; null: one must be named. */
  savedAppId: z.string().nullable(),
  login: z.object({ appId: z.string(), expiresAt: timeSchema }).nullable(),
});
export type LoginState = z.infer<typeof loginStateSchema>;

export const loginPageSchema = z.object({
  pageId: z.string(),
  name: z.string(),
  pictureUrl: z.string().nullable(),
  /** The person's tasks on the page, as Meta names them. */
  tasks: z.array(z.string()),
  /** Tasks and permissions without which the page can’t be connected. */
  missing: z.array(z.string()),
  /** Tasks and permissions without which lead forms don’t work. */
  limited: z.array(z.string()),
  connectedAs: idSchema.nullable(),
});
export type LoginPage = z.infer<typeof loginPageSchema>;

export const loginPagesSchema = z.object({
  items: z.array(loginPageSchema),
  /** Connected pages of the same app that this login did not include. */
  leftOut: z.array(
    z.object({ channelId: idSchema, pageId: z.string(), name: z.string() }),
  ),
});
export type LoginPages = z.infer<typeof loginPagesSchema>;

/** More are connected in several requests. */
export const MAX_LOGIN_PAGES = 100;

export const connectPagesSchema = z.object({
  pageIds: z.array(vendorIdSchema).min(1).max(MAX_LOGIN_PAGES),
  /** For pages that are new; a connected one keeps its own. */
  route: routeSchema.optional(),
  departmentId: idSchema.nullable().optional(),
  /** Also the conversations of the last 30 days, as closed ones. */
  import: z.boolean().optional(),
});
export type ConnectPages = z.infer<typeof connectPagesSchema>;

export const connectedPagesSchema = z.object({
  items: z.array(channelSchema),
  /** Pages that were not connected; nothing of them is kept. */
  failed: z.array(
    z.object({
      pageId: z.string(),
      name: z.string(),
      code: z.string(),
      message: z.string(),
      fix: z.string(),
      /** Meta’s own text, or what is missing. */
      detail: z.string().nullable(),
    }),
  ),
});
export type ConnectedPages = z.infer<typeof connectedPagesSchema>;
export type FailedPage = ConnectedPages["failed"][number];
